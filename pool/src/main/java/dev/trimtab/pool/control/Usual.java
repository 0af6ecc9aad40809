package dev.trimtab.pool.control;

/**
 * What connections were used for when it was last looked at, to notice when it becomes something
 * else.
 *
 * @param useSeconds for how long one was in use; 0 if it is not known
 * @param rate connections given back per second; 0 if it is not known
 * @param hint what the sessions did in the server
 * @param recent as many windows as it takes to tell for how long one is in use now
 * @param strange how often in a row they were unlike it
 */
record Usual(double useSeconds, double rate, Hint hint, Sums recent, int strange) {

  static final Usual UNKNOWN = new Usual(0, 0, Hint.UNKNOWN, Sums.NONE, 0);

  /** Connections that are in use so many times as long, or so much shorter, do other work. */
  private static final double ANOTHER = 1.6;

  /**
   * Sessions that begin to compute are those of another load only if something comes of it. Users
   * that hold connections while they wait fill a machine at their best limit, and from then on
   * nothing tells whether they wait or compute. From second to second such uses take up to a fifth
   * longer or shorter; sessions that really compute in place of waiting take another time by more
   * than a third.
   */
  private static final double SOMEWHAT = 1.35;

  /** One strange look is a pause of somebody's. */
  private static final int STRANGE_MAX = 2;

  /**
   * So many that came back tell for how long they were in use to a fifth. By ten chance alone says
   * twice in a row every nine seconds that it is another load.
   */
  private static final int RETURNS_MIN = 30;

  /** Two seconds: what sessions do shows by then, however few come back. */
  private static final int WINDOWS_MAX = 10;

  static Usual of(Sums sums) {
    return sums.returned() < Search.RETURNS_OF_A_WINDOW
        ? new Usual(0, 0, sums.hint(), Sums.NONE, 0)
        : new Usual(sums.useSeconds(), sums.rate(), sums.hint(), Sums.NONE, 0);
  }

  /** Returns what is to be expected if as much is done under another limit as was. */
  static Usual expected(int limit, Sums now) {
    return expected(limit, now.rate(), now.hint());
  }

  static Usual expected(int limit, double rate, Hint hint) {
    return new Usual(limit / Math.max(rate, 1e-9), rate, hint, Sums.NONE, 0);
  }

  /** Returns this after a window under the same limit. */
  Usual after(Window window) {
    Usual next = seeing(window);
    return next.isWhole()
        ? next.judged(
            next.takesAnotherTime(ANOTHER)
                || next.beginsToWait()
                || (next.beginsToCompute() && (useSeconds == 0 || next.takesAnotherTime(SOMEWHAT))))
        : next;
  }

  /**
   * Returns this after a window under a limit that is tried: a connection may be in use for another
   * time because of it, and more of them may fill a machine. Whether that pays is what is tried.
   */
  Usual afterATrial(Window window) {
    Usual next = seeing(window);
    return next.isWhole() ? next.judged(next.beginsToWait()) : next;
  }

  private Usual seeing(Window window) {
    Sums now = (isWhole() ? Sums.NONE : recent).plus(window);
    return new Usual(useSeconds, rate, hint, now, strange);
  }

  private Usual judged(boolean isStrange) {
    return new Usual(useSeconds, rate, hint, recent, isStrange ? strange + 1 : 0);
  }

  boolean isUnknown() {
    return rate == 0 && hint == Hint.UNKNOWN;
  }

  boolean isOver() {
    return strange >= STRANGE_MAX;
  }

  /** Returns whether connections have lately been in use for about as long as usual. */
  boolean takesTheSameTime() {
    return isTimeKnown() && !takesAnotherTime(SOMEWHAT);
  }

  private boolean isWhole() {
    return isTimeKnown() || recent.returned() >= RETURNS_MIN || recent.count() >= WINDOWS_MAX;
  }

  private boolean takesAnotherTime(double factor) {
    // Where none came back, each was in use for at least as long as was looked at.
    double now = recent.inUseSeconds() / Math.max(1, recent.returned());
    return isTimeKnown() && (now > useSeconds * factor || useSeconds > now * factor);
  }

  /** When uses are long, whether one or three came back is chance. */
  private boolean isTimeKnown() {
    return useSeconds > 0
        && Math.max((double) recent.returned(), recent.inUseSeconds() / useSeconds) >= RETURNS_MIN;
  }

  private boolean beginsToWait() {
    return hint == Hint.BUSY && recent.hint() == Hint.PARKED;
  }

  private boolean beginsToCompute() {
    return hint == Hint.PARKED && recent.hint() == Hint.BUSY;
  }
}
