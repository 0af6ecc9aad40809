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
 * Window} is a fifth of a second in the pool, but nothing here depends on it except the two
 * constants that say so.
 *
 * @param limit connections that may be in use at once, now
 * @param search how the search goes on
 * @param demand the most connections that were wanted lately
 * @param memory the limits that were found for the loads so far
 */
public record LimitController(
    Bounds bounds, int limit, Search search, PeakDemand demand, Memory memory) {

  /** Nobody waits, but a limit that is used to this part cannot be told from one too small. */
  private static final double USED = 0.95;

  /** With fewer in use there is nothing to find out. */
  private static final double IN_USE_MIN = 1.5;

  /** A limit that is larger than what is wanted by more than this is given back. */
  private static final double RESERVE = 1.1;

  private static final double SHRINK_AT = 1.2;

  /** So many times more in use than may be are from before the limit was lowered. */
  private static final double CROWDED = 1.1;

  /** Of so few the knee is not far, and one step should be beyond it. */
  private static final int FEW = 4;

  private static final double STEP_OF_FEW = 4;

  /** Where sessions only wait, doubling again and again would take seconds. */
  private static final double FACTOR_MAX = 16;

  /** A gain of this part of what was added is no accident and not checked again. */
  private static final double PLAIN = 0.5;

  /** Nor is this. */
  private static final double PLAIN_MIN = 1.5;

  /** Of what was added so much does as much as what was there: more can be added at once. */
  private static final double PROPORTIONAL = 0.85;

  /** A rate that is this much lower than the best one is that of too few connections, plainly. */
  private static final double PLAINLY_LESS = 0.75;

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
   * Returns how many connections are worth keeping open: those that may be in use now, or that a
   * load needed which may come back.
   */
  public int worthKeeping() {
    return Math.max(limit, bounds.clamp(memory.highest()));
  }

  /** Returns the same controller within other bounds: the server's share has changed. */
  public Decision within(Bounds other, String why) {
    // What is being tried may have come from a limit that is no longer allowed, and a trial that
    // does not go on has told nothing of the limit it tried.
    boolean goesOn = other.clamp(limit) == limit && (other.equals(bounds) || search.isIdle());
    int moved = goesOn ? limit : other.clamp(search.home(limit));
    var next = new LimitController(other, moved, goesOn ? search : Search.anew(), demand, memory);
    return new Decision(
        next, moved == limit ? Optional.empty() : Optional.of(new Move(limit, moved, why)));
  }

  /** Returns what to do after a window. */
  public Decision after(Window window) {
    PeakDemand peak = demand.with(window.demand());
    double wanted = peak.most();
    if (search.isIdle() && wanted * SHRINK_AT < limit && bounds.clamp(wanted * RESERVE) < limit) {
      int to = bounds.clamp(Math.ceil(Math.max(1, wanted * RESERVE)));
      if (to < limit) {
        return moved(
            to,
            Search.anew(),
            peak,
            String.format(Locale.ROOT, "at most %.1f connections were wanted", wanted));
      }
    }
    Usual usual =
        search.isIdle() ? search.usual().after(window) : search.usual().afterATrial(window);
    return usual.isOver()
        ? becameAnother(window, peak)
        : seeing(search.seeing(usual)).step(window, peak);
  }

  private LimitController seeing(Search next) {
    return new LimitController(bounds, limit, next, demand, memory);
  }

  /** The limit goes where it was for such a load before, if there was one, or is searched for. */
  private Decision becameAnother(Window window, PeakDemand peak) {
    if (search.usual().takesTheSameTime(window)) {
      return seeing(Search.upwards()).step(window, peak);
    }
    Optional<Integer> known =
        memory
            .recall(Usual.of(Sums.NONE.plus(window), Hint.of(window.server())))
            .map(bounds::clamp);
    if (known.isPresent()) {
      return known.get() == limit
          ? stay(Search.nearby(), peak)
          : moved(known.get(), Search.nearby(), peak, "such a load was here before");
    }
    return seeing(Search.anew()).step(window, peak);
  }

  private Decision step(Window window, PeakDemand peak) {
    return switch (search.phase()) {
      case Phase.Settling(int left, var then) -> stay(search.settled(left, then), peak);
      case Phase.Looking looking -> looking(looking, window, peak);
      case Phase.Trying trying -> trying(trying, window, peak);
      case Phase.Checking checking -> checking(checking, window, peak);
      case Phase.Resting resting -> stay(search.rested(resting), peak);
    };
  }

  private Decision looking(Phase.Looking looking, Window window, PeakDemand peak) {
    if (window.inUse() < IN_USE_MIN && window.waiting() < 1) {
      return stay(search.with(new Phase.Looking(Sums.NONE)), peak);
    }
    Sums sums = looking.sums().plus(window);
    Hint hint = Hint.of(window.server());
    if (!search.isToldBy(sums)) {
      return search.isTooLong(sums.count())
          ? untold(sums, window, hint, peak)
          : stay(search.with(new Phase.Looking(sums)), peak);
    }
    Optional<Direction> way = direction(window, hint);
    if (way.isEmpty()) {
      return stay(search.finer(sums, hint), peak);
    }
    double factor = factor(way.get(), window.server());
    int to =
        switch (way.get()) {
          case UP -> more(factor, peak);
          case DOWN -> bounds.clamp(Math.min(limit - 1, fewer(sums, factor)));
        };
    if (to == limit) {
      return stay(search.failed(way.get(), sums, hint), peak);
    }
    return moved(
        to,
        search.trying(limit, way.get(), sums, hint),
        peak,
        String.format(
            Locale.ROOT,
            "trying whether %s do %s: %.1f in use, %.1f waiting, %.0f/s%s",
            way.get() == Direction.UP ? "more connections" : "fewer",
            way.get() == Direction.UP ? "more" : "as much",
            sums.inUse(),
            sums.waiting(),
            sums.rate(),
            hint.words()));
  }

  private int more(double factor, PeakDemand peak) {
    return bounds.clamp(
        Math.clamp(limit * factor, limit + 1, Math.max(limit + 1, peak.most() * RESERVE)));
  }

  /**
   * Too few came back to compare anything with. Sessions that wait for nothing they take from each
   * other are the one case in which what they wait for is enough to go by.
   */
  private Decision untold(Sums sums, Window window, Hint hint, PeakDemand peak) {
    boolean isUpwards =
        hint == Hint.PARKED
            && search.isCoarse()
            && direction(window, hint).equals(Optional.of(Direction.UP));
    int to = isUpwards ? more(search.step(), peak) : limit;
    if (to == limit) {
      return stay(search.lookingAnew(), peak);
    }
    return moved(
        to,
        search.moved(),
        peak,
        String.format(
            Locale.ROOT,
            "%d that came back in %.0f s tell nothing, but %.1f wait%s",
            sums.returned(),
            sums.seconds(),
            sums.waiting(),
            hint.words()));
  }

  /** Which way to try; nothing where both have failed or make no sense. */
  private Optional<Direction> direction(Window window, Hint hint) {
    boolean isPressed = window.waiting() >= 0.5 || window.inUse() >= USED * limit;
    boolean mayGrow = isPressed && !search.upFailed() && limit < bounds.max();
    boolean mayShrink =
        !search.downFailed()
            && Math.min(limit, window.inUse()) > Math.max(Knee.HANDFUL, bounds.min())
            && hint != Hint.PARKED;
    if (mayShrink && hint == Hint.BUSY && search.isCoarse()) {
      return Optional.of(Direction.DOWN);
    }
    return mayGrow
        ? Optional.of(Direction.UP)
        : mayShrink ? Optional.of(Direction.DOWN) : Optional.empty();
  }

  private double factor(Direction way, Optional<ServerLoad> server) {
    if (way == Direction.UP) {
      return server
          .filter(load -> Hint.of(server) == Hint.PARKED && search.isCoarse())
          .map(load ->
              Math.clamp(0.5 / (1 - Hint.parkedShare(load) + 1e-9), search.step(), FACTOR_MAX))
          .orElse(search.isCoarse() && limit <= FEW ? STEP_OF_FEW : search.step());
    }
    return search.stepDown(Hint.of(server));
  }

  private double fewer(Sums sums, double factor) {
    return Math.max(Knee.HANDFUL, Math.min(limit, sums.inUse()) / factor);
  }

  private Decision trying(Phase.Trying trying, Window window, PeakDemand peak) {
    var now =
        window.inUse() > limit * CROWDED
            ? trying.withACrowdedWindow()
            : trying.with(trying.sums().plus(window));
    Sums sums = now.sums();
    Hint hint = Hint.of(window.server());
    if (!search.isToldBy(sums)) {
      return search.isInVain(now, limit, window.seconds())
          ? backUntold(now, peak)
          : stay(search.with(now), peak);
    }
    double gained = sums.rate() / Math.max(trying.before().rate(), 1e-9);
    double factor = Math.max(limit, trying.from()) / (double) Math.min(limit, trying.from());
    if (trying.direction() == Direction.DOWN && search.isTowardsTheKnee()) {
      return towardsTheKnee(sums, hint, peak);
    }
    boolean isKept = isKept(trying.direction(), gained, factor, sums.rate());
    if (trying.direction() == Direction.UP && isBeyondTheKnee(trying, isKept, sums, hint)) {
      return toTheKnee(trying.from(), trying.before(), search.usual().hint(), sums, hint, peak);
    }
    return isKept ? kept(trying, sums, gained, hint, peak) : back(trying, sums, peak);
  }

  private boolean isKept(Direction direction, double gained, double factor, double rate) {
    return switch (direction) {
      case UP -> gained >= 1 + search.gainMin(factor);
      case DOWN -> search.isAsGood(gained, rate);
    };
  }

  /** More do more, but so little that fewer than them would do. */
  private boolean isBeyondTheKnee(Phase.Trying trying, boolean isKept, Sums sums, Hint hint) {
    boolean isOfUse = isKept || (hint == Hint.BUSY && trying.from() <= FEW);
    double proportional = trying.before().rate() * limit / trying.from();
    return isOfUse
        && search.isCoarse()
        && hint != Hint.PARKED
        && sums.rate() < PROPORTIONAL * proportional
        && Knee.of(trying.from(), trying.before(), sums.rate(), search.usual().hint()) <= limit;
  }

  /** Busy sessions: fewer and fewer, until they plainly do less or there are hardly any. */
  private Decision towardsTheKnee(Sums sums, Hint hint, PeakDemand peak) {
    double best = Math.max(search.best(), sums.rate());
    int fewer = bounds.clamp(fewer(sums, search.stepDown(hint)));
    if (sums.rate() < PLAINLY_LESS * best || fewer >= limit) {
      return toTheKnee(limit, sums, hint, sums, hint, peak);
    }
    return moved(
        fewer,
        search.trying(limit, Direction.DOWN, sums, hint),
        peak,
        String.format(
            Locale.ROOT,
            "trying whether fewer do as much: %d did %.0f/s%s",
            limit,
            sums.rate(),
            hint.words()));
  }

  /**
   * The limit goes where few connections at their rate would do what was done at best.
   *
   * @param few connections, and what they did
   * @param now what is done under the limit as it is
   */
  private Decision toTheKnee(
      int few, Sums ofFew, Hint ofFewHint, Sums now, Hint hint, PeakDemand peak) {
    double best = Math.max(search.best(), Math.max(ofFew.rate(), now.rate()));
    int to = bounds.clamp(Knee.of(few, ofFew, best, ofFewHint));
    Search next = search.atTheKnee(to, best, hint);
    if (to == limit) {
      return stay(next, peak);
    }
    return moved(
        to,
        next,
        peak,
        String.format(
            Locale.ROOT,
            "%d connections did %.0f/s of at most %.0f/s, so about %d are needed",
            few,
            ofFew.rate(),
            best,
            to));
  }

  private Decision kept(Phase.Trying trying, Sums sums, double gained, Hint hint, PeakDemand peak) {
    double factor = limit / (double) trying.from();
    boolean isPlain =
        trying.direction() == Direction.DOWN
            || gained >= Math.min(PLAIN_MIN, 1 + PLAIN * (factor - 1));
    if (isPlain) {
      return stay(
          search.accepted(trying.direction(), sums, hint, gained >= PROPORTIONAL * factor), peak);
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
    return moved(
        trying.from(),
        search.failed(trying.direction(), trying.before(), search.usual().hint()),
        peak,
        String.format(
            Locale.ROOT,
            "%d connections did %.0f/s, %d had done %.0f/s",
            limit,
            sums.rate(),
            trying.from(),
            trying.before().rate()));
  }

  private Decision backUntold(Phase.Trying trying, PeakDemand peak) {
    return moved(
        trying.from(),
        search.failed(trying.direction(), trying.before(), search.usual().hint()),
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
    Sums sums = checking.sums().plus(window);
    Hint hint = Hint.of(window.server());
    if (!search.isToldBy(sums)) {
      return search.isTooLong(sums.count())
          ? stay(search.failed(Direction.UP, sums, hint), peak)
          : stay(search.with(checking.with(sums)), peak);
    }
    double gained = checking.tried().rate() / Math.max(sums.rate(), 1e-9);
    if (gained < 1 + search.gainMin(checking.to() / (double) limit)) {
      return stay(search.failed(Direction.UP, sums, hint), peak);
    }
    return moved(
        checking.to(),
        search.accepted(Direction.UP, checking.tried(), hint, false),
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
  private Memory remembered(Search next) {
    return next.phase() instanceof Phase.Resting && !(search.phase() instanceof Phase.Resting)
        ? memory.with(next.usual(), limit)
        : memory;
  }

  private Decision stay(Search next, PeakDemand peak) {
    return new Decision(
        new LimitController(bounds, limit, next, peak, remembered(next)), Optional.empty());
  }

  private Decision moved(int to, Search next, PeakDemand peak, String why) {
    return new Decision(
        new LimitController(bounds, to, next, peak, memory), Optional.of(new Move(limit, to, why)));
  }
}
