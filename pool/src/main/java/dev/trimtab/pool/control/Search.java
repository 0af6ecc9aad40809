package dev.trimtab.pool.control;

/**
 * How the search for the best limit goes on.
 *
 * @param phase what is being found out now
 * @param step by what factor the limit is moved
 * @param upFailed whether more connections than now did no more
 * @param downFailed whether fewer than now did less
 * @param rests how often the search has ended with nothing found
 * @param usual what connections are used for
 * @param best the highest rate that a limit of this search has shown; 0 at first
 */
record Search(
    Phase phase,
    double step,
    boolean upFailed,
    boolean downFailed,
    int rests,
    Usual usual,
    double best) {

  /** What fewer connections may do less and still be as good. */
  private static final double LOSS_MAX = 0.02;

  /** What several steps down may lose together. */
  private static final double LOSSES_MAX = 0.04;

  /** A look at fewer may cost what the others do, for half a second. */
  private static final double STEP_OF_BUSY = 8;

  private static final double STEP_AT_FIRST = 2;

  /** Where each connection more does as much as those there, the next step may be larger. */
  private static final double STEP_MAX = 8;

  private static final double STEP_NEARBY = Math.sqrt(STEP_AT_FIRST);
  private static final double STEP_MIN = 1.2;
  private static final double STEP_COARSE = 1.9;

  /**
   * More connections have to pay: a tenth of what they would if each did as much as those there.
   */
  private static final double GAIN = 0.1;

  /**
   * Of small steps beside the knee, where more would do the same. By a tenth chance has a step pay
   * so often that a limit of four is one of fifteen after twenty minutes.
   */
  private static final double GAIN_OF_BUSY = 0.3;

  private static final double GAIN_MIN = 0.03;

  private static final int WINDOWS_COARSE = 2;

  /** Small differences need longer looks. */
  private static final int WINDOWS_FINE = 5;

  /**
   * Where fewer come back in a window it takes more windows. By twenty in a coarse look the rate is
   * known to a quarter if chance alone decides when one comes back, by fifty in a fine one to a
   * seventh, which is what two seconds of one machine differ by.
   */
  static final int RETURNS_OF_A_WINDOW = 10;

  /** Ten seconds: a limit that is tried for longer without telling anything costs too much. */
  private static final int WINDOWS_MAX = 50;

  /**
   * Two seconds: whoever gets no connection meanwhile has patience for five, and of uses that are
   * short enough to let all in for enough have come back by then.
   */
  private static final int WINDOWS_COSTLY_MAX = 10;

  private static final int WINDOWS_SETTLING = 1;

  /**
   * So long it takes to close sixty sessions. A few places that go round through all of them do
   * three quarters of what they do alone.
   */
  private static final int WINDOWS_CLOSING = 3;

  /** Two seconds at first, sixteen at last: a trial costs a little each time. */
  private static final int WINDOWS_RESTING = 10;

  private static final int DOUBLINGS_MAX = 3;

  /** Beside the knee there are some per cent to find, and no haste. */
  private static final int WINDOWS_AT_THE_KNEE = 25;

  /**
   * Where letting all in pays it brings a tenth and more, and half of that tells it from nothing as
   * well as two looks of a second can: one time in three chance alone shows as much. Then the limit
   * is one with which nobody waits and as much is done, and small steps lead down from it.
   */
  private static final double GAIN_OF_ALL = 1.05;

  static Search anew() {
    return new Search(
        new Phase.Looking(Sums.NONE), STEP_AT_FIRST, false, false, 0, Usual.UNKNOWN, 0);
  }

  /**
   * Begins anew because sessions have begun to wait, although connections are in use for as long as
   * before: more may do more, but there is no reason to look at fewer.
   */
  static Search upwards() {
    return new Search(
        new Phase.Looking(Sums.NONE), STEP_AT_FIRST, false, true, 0, Usual.UNKNOWN, 0);
  }

  /** Begins beside a limit that was right for such a load before: small steps are enough. */
  static Search nearby() {
    return new Search(
        new Phase.Settling(WINDOWS_SETTLING, new Phase.Looking(Sums.NONE)),
        STEP_NEARBY,
        false,
        false,
        0,
        Usual.UNKNOWN,
        0);
  }

  boolean isCoarse() {
    return step >= STEP_COARSE;
  }

  /** Fewer and fewer busy sessions are tried. */
  boolean isTowardsTheKnee() {
    return isCoarse() && usual.hint() == Hint.BUSY;
  }

  /** Nothing is being tried, so the limit may move for other reasons. */
  boolean isIdle() {
    return phase instanceof Phase.Looking || phase instanceof Phase.Resting;
  }

  /** Returns the factor by which fewer are tried. How far it is downwards is not known. */
  double stepDown(Hint hint) {
    return isCoarse() && hint == Hint.BUSY ? STEP_OF_BUSY : Math.min(step, STEP_AT_FIRST);
  }

  /**
   * Returns whether fewer connections do as much.
   *
   * @param gained their rate, as a multiple of the rate of those there were
   */
  boolean isAsGood(double gained, double rate) {
    return gained >= 1 - LOSS_MAX && rate >= (1 - LOSSES_MAX) * best;
  }

  int windows() {
    return isCoarse() ? WINDOWS_COARSE : WINDOWS_FINE;
  }

  /**
   * Returns whether a look tells how much is done under a limit: enough connections have come back,
   * and each of them once on average. Of uses that are longer than the look, most of what came back
   * was begun under another limit.
   */
  boolean isToldBy(Sums sums) {
    return sums.count() >= windows()
        && sums.returned() >= Math.max(RETURNS_OF_A_WINDOW * windows(), sums.inUse());
  }

  /** Returns whether a look that has told nothing in so many windows will not do so soon. */
  boolean isTooLong(int windowsLooked) {
    return windowsLooked >= WINDOWS_MAX;
  }

  /**
   * Returns whether a trial that has told nothing should end. One downwards may let nobody in,
   * because those that are in use for long have all places. And no more is needed to know a rate
   * than came back of connections that do no more together than they did one by one.
   *
   * @param limit that is tried
   * @param seconds of a window
   */
  boolean isInVain(Phase.Trying trying, int limit, double seconds) {
    double expected = trying.sums().count() * trying.before().rate() * seconds;
    double needed = Math.max(RETURNS_OF_A_WINDOW * windows(), limit);
    return isTooLong(trying.windows())
        || (trying.direction() == Direction.DOWN && trying.windows() >= WINDOWS_COSTLY_MAX)
        || (trying.sums().count() >= windows() && expected >= STEP_OF_BUSY * needed);
  }

  /** Returns whether letting all in has told nothing in so many windows and has to end. */
  boolean isTooLongForAll(int windowsLooked) {
    return windowsLooked >= WINDOWS_COSTLY_MAX;
  }

  double gainMin(double factor) {
    boolean isBesideTheKnee = !isCoarse() && usual.hint() == Hint.BUSY;
    return Math.max(GAIN_MIN, (isBesideTheKnee ? GAIN_OF_BUSY : GAIN) * (factor - 1));
  }

  Search with(Phase next) {
    return new Search(next, step, upFailed, downFailed, rests, usual, best);
  }

  Search seeing(Usual now) {
    return new Search(phase, step, upFailed, downFailed, rests, now, best);
  }

  Search trying(int from, Direction direction, Sums before) {
    boolean areManyFewer = direction == Direction.DOWN && isCoarse() && before.hint() == Hint.BUSY;
    return new Search(
        new Phase.Settling(
            areManyFewer ? WINDOWS_CLOSING : WINDOWS_SETTLING,
            new Phase.Trying(from, direction, before, Sums.NONE, 0)),
        step,
        upFailed,
        downFailed,
        rests,
        Usual.of(before),
        Math.max(best, before.rate()));
  }

  /** A look has told nothing; what failed before may have been another load. */
  Search lookingAnew() {
    return new Search(new Phase.Looking(Sums.NONE), step, false, false, rests, usual, best);
  }

  Search checking(int to, Sums tried) {
    return with(new Phase.Settling(WINDOWS_SETTLING, new Phase.Checking(to, tried, Sums.NONE)));
  }

  /**
   * The limit goes to the knee, which is looked at before small steps follow.
   *
   * @param few connections whose rate says where it is
   * @param rate that is expected there
   */
  Search atTheKnee(int limit, int few, Sums ofFew, double rate, Hint hint) {
    return besideTheKnee(
        new Phase.Settling(WINDOWS_SETTLING, new Phase.AtTheKnee(few, ofFew, Sums.NONE)),
        Usual.expected(limit, rate, hint));
  }

  /** Nobody is to wait, to see whether more gets done than at the knee. */
  Search lettingAllIn(int from, Sums before) {
    return with(
        new Phase.Settling(WINDOWS_SETTLING, new Phase.LettingAllIn(from, before, Sums.NONE)));
  }

  /** Returns whether plainly more is done while nobody waits. */
  static boolean isMoreByAll(Sums ofAll, Sums before) {
    return ofAll.rate() >= GAIN_OF_ALL * before.rate();
  }

  /** The limit stays where it is; small steps follow after a rest. */
  Search restingFirst(Usual there) {
    return besideTheKnee(
        new Phase.Settling(WINDOWS_SETTLING, new Phase.Resting(WINDOWS_AT_THE_KNEE)), there);
  }

  private static Search besideTheKnee(Phase next, Usual usual) {
    return new Search(next, STEP_NEARBY, false, false, 0, usual, 0);
  }

  private Search lookingHere() {
    return with(new Phase.Settling(WINDOWS_SETTLING, new Phase.Looking(Sums.NONE)));
  }

  Search settled(int windowsLeft, Phase then) {
    return with(windowsLeft > 1 ? new Phase.Settling(windowsLeft - 1, then) : then);
  }

  /** The limit stays where it went; what it came from was worse, or no better and larger. */
  Search accepted(Direction direction, Sums sums, boolean isPlain) {
    return new Search(
        new Phase.Looking(sums),
        isPlain && direction == Direction.UP && isCoarse() ? Math.min(STEP_MAX, step * 2) : step,
        direction == Direction.DOWN,
        direction == Direction.UP,
        0,
        Usual.of(sums),
        Math.max(best, sums.rate()));
  }

  /** The limit goes back, or could not move. */
  Search failed(Direction direction, Sums before) {
    var next =
        new Search(
            phase,
            step,
            upFailed || direction == Direction.UP,
            downFailed || direction == Direction.DOWN,
            rests,
            Usual.of(before),
            Math.max(best, before.rate()));
    return next.upFailed && next.downFailed ? next.finer(before) : next.lookingHere();
  }

  /**
   * Both directions have failed by this step: a smaller one, or a rest. After coarse steps the
   * limit is beside the best one, and a look at far fewer would only cost their rate.
   */
  Search finer(Sums now) {
    if (step > STEP_MIN) {
      double smaller = Math.clamp(Math.sqrt(step), STEP_MIN, STEP_NEARBY);
      return new Search(
          new Phase.Settling(WINDOWS_SETTLING, new Phase.Looking(Sums.NONE)),
          smaller,
          false,
          false,
          rests,
          Usual.of(now),
          best);
    }
    int windows = WINDOWS_RESTING << Math.min(rests, DOUBLINGS_MAX);
    return new Search(
        new Phase.Resting(windows), step, upFailed, downFailed, rests + 1, Usual.of(now), 0);
  }

  /** After a rest, small steps are tried again. */
  Search rested(Phase.Resting resting) {
    return resting.windowsLeft() > 1
        ? with(new Phase.Resting(resting.windowsLeft() - 1))
        : new Search(new Phase.Looking(Sums.NONE), STEP_NEARBY, false, false, rests, usual, 0);
  }
}
