package dev.trimtab.pool.control;

import java.util.Locale;
import java.util.Optional;

/**
 * Decides how many connections may be in use at once, by trying: a change of the limit stays if
 * more gets done with it (upwards), or no less (downwards).
 *
 * <p>A queue in front of a pool says that connections are wanted, not that more of them would help:
 * connections that wait for a timer or for the application do as much work as there are of them;
 * connections that compute do as much as there are processors. So what decides is the rate at which
 * connections come back before and after a move (a search for the maximum by its slope, Kiefer and
 * Wolfowitz 1952), and what the sessions wait for in the server only says which way to try first
 * and how far. Where they compute or stand in each other's way, a look at many and one at few
 * connections tell where more of them stop doing more ({@link Knee}), and the limit goes there.
 * Elsewhere steps are coarse until both directions fail. Then they are small, and the limit rests,
 * the longer the more often nothing was found. A load that becomes another one starts it anew.
 *
 * <p>Immutable and without a clock: the pool measures, this decides, the pool obeys. One {@link
 * Window} is a fifth of a second in the pool; constants that say seconds go by that.
 *
 * @param limit connections that may be in use at once, now
 * @param search how the search goes on
 * @param demand the most connections that were wanted lately
 * @param memory the limits that were found for the loads so far
 */
public record LimitController(
    Bounds bounds, int limit, Search search, PeakDemand demand, Memory memory) {

  /** A small step up turns no load that computes into one that waits. */
  private static final double MANY_MORE = 1.9;

  /** With fewer in use there is nothing to find out. */
  private static final double IN_USE_MIN = 1.5;

  /** A limit that is this much larger than what is wanted is given back. */
  private static final double SHRINK_AT = 1.2;

  /**
   * So many times more in use than may be are from before the limit was lowered, as an average over
   * a window: the last who leave in it do not spoil it.
   */
  private static final double CROWDED = 1.1;

  /** A gain of this part of what was added is no accident and not checked again. */
  private static final double PLAIN = 0.5;

  /** Nor is this. */
  private static final double PLAIN_MIN = 1.5;

  /** Of what was added so much does as much as what was there: more can be added at once. */
  private static final double PROPORTIONAL = 0.85;

  private static final String WAS_HERE = "such a load was here before";

  /** What decided in one window, with the controller for the next. */
  public record Decision(LimitController next, Optional<Move> move) {}

  public LimitController {
    if (limit < bounds.min() || limit > bounds.max()) {
      throw new IllegalArgumentException("limit %d is not within %s".formatted(limit, bounds));
    }
  }

  /** Returns a controller that begins its search at a limit, moved into the bounds if need be. */
  public static LimitController startingAt(int limit, Bounds bounds) {
    return new LimitController(
        bounds, bounds.clamp(limit), Search.anew(), PeakDemand.of(limit), Memory.EMPTY);
  }

  /**
   * Returns how many connections are worth keeping open: those that may be in use now or when a
   * trial ends, or that a load needed which may come back.
   */
  public int worthKeeping() {
    // Where sessions compute, the way down does not end where it began.
    int home = search.isTowardsTheKnee() ? limit : search.phase().home(limit);
    return Math.max(Math.max(limit, home), bounds.clamp(memory.highest()));
  }

  /**
   * Returns whether what is tried tells nothing before as many connections are open as may be in
   * use.
   */
  public boolean needsAllOpen() {
    return search.phase().needsAllOpen();
  }

  /** Returns the same controller within other bounds: the server's share has changed. */
  public Decision within(Bounds other, String why) {
    // What is being tried may end at a limit that is no longer allowed, and a trial that does not
    // go on has told nothing of the limit it tried.
    boolean goesOn = other.nearlyAllow(limit) && search.phase().isWithin(other);
    int moved = other.clamp(goesOn ? limit : search.phase().home(limit));
    var next = new LimitController(other, moved, goesOn ? search : Search.anew(), demand, memory);
    return new Decision(
        next, moved == limit ? Optional.empty() : Optional.of(new Move(limit, moved, why)));
  }

  /** Returns what to do after a window. */
  public Decision after(Window window) {
    PeakDemand peak = demand.with(window.demand());
    double wanted = peak.most();
    int enough = bounds.clamp(Math.ceil(wanted * Aim.RESERVE));
    if (search.isIdle() && wanted * SHRINK_AT < limit && enough < limit) {
      return moved(
          enough,
          Search.anew(),
          peak,
          String.format(Locale.ROOT, "at most %.1f connections were wanted", wanted));
    }
    Usual usual = noticing(window);
    return usual.isOver()
        ? seeing(search.seeing(usual)).becameAnother(window, peak)
        : seeing(search.seeing(usual)).step(window, peak);
  }

  /** Of many more that were let in most may wait where few computed, and that is no other load. */
  private Usual noticing(Window window) {
    if (search.isIdle()) {
      return search.usual().after(window);
    }
    return limit >= MANY_MORE * search.phase().home(limit)
        ? search.usual()
        : search.usual().afterATrial(window);
  }

  private LimitController seeing(Search next) {
    return new LimitController(bounds, limit, next, demand, memory);
  }

  /** The limit goes where it was for such a load before, if there was one, or is searched for. */
  private Decision becameAnother(Window window, PeakDemand peak) {
    Usual usual = search.usual();
    if (usual.takesTheSameTime()) {
      return seeing(Search.upwards()).step(window, peak);
    }
    Optional<Integer> known = known(usual.recent());
    if (known.isPresent()) {
      return known.get() == limit
          ? stay(Search.nearby(), peak)
          : moved(known.get(), Search.nearby(), peak, WAS_HERE);
    }
    return seeing(Search.anew()).step(window, peak);
  }

  /** Returns the limit that was found for such a load, as far as it is allowed. */
  private Optional<Integer> known(Sums sums) {
    return memory.recall(Usual.of(sums)).map(bounds::clamp);
  }

  /** Hardly any were in use, so that nothing is known of what has come, and some wait. */
  private boolean isAfterAPause(Sums sums) {
    return search.isCoarse() && search.usual().isUnknown() && sums.waiting() >= 1;
  }

  private Decision step(Window window, PeakDemand peak) {
    return switch (search.phase()) {
      case Phase.Settling(int left, var then) -> stay(search.settled(left, then), peak);
      case Phase.Looking looking -> looking(looking, window, peak);
      case Phase.Trying trying -> trying(trying, window, peak);
      case Phase.Checking checking -> checking(checking, window, peak);
      case Phase.AtTheKnee knee -> beside(peak).atTheKnee(knee, window);
      case Phase.LettingAllIn all -> beside(peak).lettingAllIn(all, window);
      case Phase.Resting resting -> stay(search.rested(resting), peak);
    };
  }

  private Decision looking(Phase.Looking looking, Window window, PeakDemand peak) {
    if (window.inUse() < IN_USE_MIN && window.waiting() < 1) {
      return stay(search.with(new Phase.Looking(Sums.NONE)), peak);
    }
    if (isDraining(window)) {
      return stay(search, peak);
    }
    Sums sums = looking.sums().plus(window);
    if (!search.isToldBy(sums)) {
      return search.isTooLong(sums.count())
          ? afterHardlyAny(sums, peak)
          : stay(search.with(new Phase.Looking(sums)), peak);
    }
    Optional<Integer> known = isAfterAPause(sums) ? known(sums) : Optional.empty();
    if (known.isPresent() && known.get() != limit) {
      return moved(known.get(), Search.nearby(), peak, WAS_HERE);
    }
    Optional<Direction> way = aim().direction(sums);
    if (way.isEmpty()) {
      // All there are do most: what is left is to see whether a few fewer would do, without haste.
      boolean isAtTheTop = limit == bounds.max() && search.isCoarse() && search.downFailed();
      return stay(isAtTheTop ? search.restingFirst(Usual.of(sums)) : search.finer(sums), peak);
    }
    int to = way.get() == Direction.UP ? aim().more(sums, peak.most()) : aim().fewer(sums);
    if (to == limit) {
      return stay(search.failed(way.get(), sums), peak);
    }
    return moved(
        to,
        search.trying(limit, way.get(), sums),
        peak,
        String.format(
            Locale.ROOT,
            "trying whether %s do %s: %.1f in use, %.1f waiting, %.0f/s%s",
            way.get() == Direction.UP ? "more connections" : "fewer",
            way.get() == Direction.UP ? "more" : "as much",
            sums.inUse(),
            sums.waiting(),
            sums.rate(),
            sums.hint().words()));
  }

  /** Connections that were lent under a higher limit still come back. */
  boolean isDraining(Window window) {
    return window.inUse() > limit * CROWDED && window.returned() > 0;
  }

  Aim aim() {
    return new Aim(bounds, limit, search);
  }

  private KneeSearch beside(PeakDemand peak) {
    return new KneeSearch(this, peak);
  }

  /**
   * Too few came back to compare anything with. Sessions that wait for nothing they take from each
   * other are the one case in which what they wait for is enough to try more by.
   */
  private Decision afterHardlyAny(Sums sums, PeakDemand peak) {
    boolean isUpwards =
        sums.hint() == Hint.PARKED
            && search.isCoarse()
            && aim().direction(sums).equals(Optional.of(Direction.UP));
    int to = isUpwards ? aim().more(sums, peak.most()) : limit;
    if (to == limit) {
      return stay(search.lookingAnew(), peak);
    }
    return moved(
        to,
        search.trying(limit, Direction.UP, sums),
        peak,
        String.format(
            Locale.ROOT,
            "%d that came back in %.0f s tell little, but %.1f wait%s",
            sums.returned(),
            sums.seconds(),
            sums.waiting(),
            sums.hint().words()));
  }

  private Decision trying(Phase.Trying trying, Window window, PeakDemand peak) {
    var now =
        window.inUse() > limit * CROWDED
            ? trying.withACrowdedWindow()
            : trying.with(trying.sums().plus(window));
    Sums sums = now.sums();
    double factor = Math.max(limit, trying.from()) / (double) Math.min(limit, trying.from());
    if (!search.isToldBy(sums)) {
      if (!search.isInVain(now, limit, window.seconds())) {
        return stay(search.with(now), peak);
      }
      return isKeptForHardlyAny(now, factor)
          ? stay(search.accepted(Direction.UP, sums, false), peak)
          : backUntold(now, peak);
    }
    double gained = sums.rate() / Math.max(trying.before().rate(), 1e-9);
    if (trying.direction() == Direction.DOWN && search.isTowardsTheKnee()) {
      return beside(peak).towardsTheKnee(sums);
    }
    boolean isKept = isKept(trying.direction(), gained, factor, sums.rate());
    if (trying.direction() == Direction.UP && isBeyondTheKnee(trying, isKept, sums)) {
      return beside(peak).toTheKnee(trying.from(), trying.before(), sums);
    }
    return isKept ? kept(trying, sums, gained, peak) : back(trying, sums, peak);
  }

  /** More that wait are right unless plainly fewer come back than half of them would bring. */
  private boolean isKeptForHardlyAny(Phase.Trying trying, double factor) {
    Sums sums = trying.sums();
    double expected = trying.before().rate() * sums.seconds() * (1 + PLAIN * (factor - 1));
    return trying.direction() == Direction.UP
        && sums.hint() == Hint.PARKED
        && search.isTooLong(trying.windows())
        && !sums.isPlainlyFewerThan(expected);
  }

  private boolean isKept(Direction direction, double gained, double factor, double rate) {
    return switch (direction) {
      case UP -> gained >= 1 + search.gainMin(factor);
      case DOWN -> search.isAsGood(gained, rate);
    };
  }

  /** More do more, but so little that fewer than them would do. */
  private boolean isBeyondTheKnee(Phase.Trying trying, boolean isKept, Sums sums) {
    boolean isOfUse = isKept || (sums.hint() == Hint.BUSY && trying.from() <= Aim.FEW);
    double proportional = trying.before().rate() * limit / trying.from();
    return isOfUse
        && search.isCoarse()
        && sums.hint() != Hint.PARKED
        && sums.rate() < PROPORTIONAL * proportional
        && Knee.of(trying.from(), trying.before(), sums.rate()) <= limit;
  }

  private Decision kept(Phase.Trying trying, Sums sums, double gained, PeakDemand peak) {
    double factor = limit / (double) trying.from();
    boolean isPlain =
        trying.direction() == Direction.DOWN
            || gained >= Math.min(PLAIN_MIN, 1 + PLAIN * (factor - 1));
    if (isPlain) {
      return stay(search.accepted(trying.direction(), sums, gained >= PROPORTIONAL * factor), peak);
    }
    return moved(
        trying.from(),
        search.checking(limit, sums),
        peak,
        String.format(
            Locale.ROOT,
            "checking whether %d do less now than the %.0f/s that %d did",
            trying.from(),
            sums.rate(),
            limit));
  }

  private Decision back(Phase.Trying trying, Sums sums, PeakDemand peak) {
    Sums before = trying.before();
    // More do no more than a few of which fewer do less: that is the knee as well.
    boolean isTheKnee =
        trying.direction() == Direction.UP
            && search.isCoarse()
            && search.downFailed()
            && before.hint() == Hint.BUSY;
    return moved(
        trying.from(),
        isTheKnee
            ? search.atTheKnee(trying.from(), trying.from(), before, before.rate(), before.hint())
            : search.failed(trying.direction(), before),
        peak,
        String.format(
            Locale.ROOT,
            "%d connections did %.0f/s, %d had done %.0f/s",
            limit,
            sums.rate(),
            trying.from(),
            before.rate()));
  }

  private Decision backUntold(Phase.Trying trying, PeakDemand peak) {
    return moved(
        trying.from(),
        search.failed(trying.direction(), trying.before()),
        peak,
        String.format(
            Locale.ROOT,
            "of %d connections %d came back in %d looks, too few to tell what they do; %d had done %.0f/s",
            limit,
            trying.sums().returned(),
            trying.windows(),
            trying.from(),
            trying.before().rate()));
  }

  private Decision checking(Phase.Checking checking, Window window, PeakDemand peak) {
    if (isDraining(window)) {
      return stay(search, peak);
    }
    Sums sums = checking.sums().plus(window);
    if (!search.isToldBy(sums)) {
      return search.isTooLong(sums.count())
          ? stay(search.failed(Direction.UP, sums), peak)
          : stay(search.with(checking.with(sums)), peak);
    }
    double gained = checking.tried().rate() / Math.max(sums.rate(), 1e-9);
    if (gained < 1 + search.gainMin(checking.to() / (double) limit)) {
      return stay(search.failed(Direction.UP, sums), peak);
    }
    return moved(
        checking.to(),
        search.accepted(Direction.UP, checking.tried(), false),
        peak,
        String.format(
            Locale.ROOT,
            "%d connections did %.0f/s between two looks at %d, which did %.0f/s",
            checking.to(),
            checking.tried().rate(),
            limit,
            sums.rate()));
  }

  /** A search that comes to rest has found what it can. */
  private Memory remembered(Search next, int found) {
    return next.phase() instanceof Phase.Resting && !(search.phase() instanceof Phase.Resting)
        ? memory.with(next.usual(), found)
        : memory;
  }

  Decision stay(Search next, PeakDemand peak) {
    return new Decision(
        new LimitController(bounds, limit, next, peak, remembered(next, limit)), Optional.empty());
  }

  /** Moves to a limit that was allowed when it was last in use, or to the nearest that is now. */
  Decision moved(int wanted, Search next, PeakDemand peak, String why) {
    int to = bounds.clamp(wanted);
    return new Decision(
        new LimitController(bounds, to, next, peak, remembered(next, to)),
        to == limit ? Optional.empty() : Optional.of(new Move(limit, to, why)));
  }
}
