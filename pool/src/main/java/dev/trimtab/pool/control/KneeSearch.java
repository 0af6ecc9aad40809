package dev.trimtab.pool.control;

import dev.trimtab.pool.control.LimitController.Decision;
import java.util.Locale;

/**
 * The part of the search where sessions compute or stand in each other's way: the limit goes where
 * more connections stop doing more, and there it is looked once whether that was right.
 */
record KneeSearch(LimitController controller, PeakDemand peak) {

  /** A rate that is this much lower than the best one is that of too few connections, plainly. */
  private static final double PLAINLY_LESS = 0.75;

  /** One more than needed costs nothing, and one fewer its part: so a little fewer is no move. */
  private static final double FEWER = 1.15;

  /** Busy sessions: fewer and fewer, until they plainly do less or there are hardly any. */
  Decision towardsTheKnee(Sums sums) {
    double best = Math.max(search().best(), sums.rate());
    int fewer = controller.aim().fewer(sums);
    if (sums.rate() < PLAINLY_LESS * best || fewer >= limit()) {
      return toTheKnee(limit(), sums, sums);
    }
    return moved(
        fewer,
        search().trying(limit(), Direction.DOWN, sums),
        String.format(
            Locale.ROOT,
            "trying whether fewer do as much: %d did %.0f/s%s",
            limit(),
            sums.rate(),
            sums.hint().words()));
  }

  /**
   * The limit goes where few connections at their rate would do what was done at best.
   *
   * @param few connections, and what they did
   * @param now what is done under the limit as it is
   */
  Decision toTheKnee(int few, Sums ofFew, Sums now) {
    double best = Math.max(search().best(), Math.max(ofFew.rate(), now.rate()));
    int to = controller.bounds().clamp(Knee.of(few, ofFew, best));
    Search next = search().atTheKnee(to, few, ofFew, best, now.hint());
    return to == limit() ? stay(next) : moved(to, next, whyToTheKnee(few, ofFew, best, to));
  }

  private static String whyToTheKnee(int few, Sums ofFew, double best, int to) {
    return String.format(
        Locale.ROOT,
        "%d connections did %.0f/s of at most %.0f/s, so about %d are needed",
        few,
        ofFew.rate(),
        best,
        to);
  }

  /**
   * What led here was a look of a moment at many, which may get in each other's way, and the best
   * of several looks is mostly one that was lucky. A longer one at the knee may say that fewer are
   * enough or a few more are needed, or that more is done while nobody has to wait: then no thread
   * is woken for another, which for short uses is a good part of the work.
   */
  Decision atTheKnee(Phase.AtTheKnee knee, Window window) {
    if (controller.isDraining(window)) {
      return stay(search());
    }
    Sums sums = knee.sums().plus(window);
    if (!search().isToldBy(sums)) {
      return stay(
          search().isTooLong(sums.count())
              ? search().restingFirst(Usual.of(sums))
              : search().with(knee.with(sums)));
    }
    int all = controller.aim().all(sums, knee.ofFew());
    if (all > limit()) {
      return moved(
          all,
          search().lettingAllIn(limit(), sums),
          String.format(
              Locale.ROOT,
              "trying whether more is done if none of %.1f has to wait: %d connections did %.0f/s",
              sums.demand(),
              limit(),
              sums.rate()));
    }
    int to = controller.bounds().clamp(Knee.of(knee.few(), knee.ofFew(), sums.rate()));
    return to == limit() || (to < limit() && to * FEWER > limit())
        ? stay(search().restingFirst(Usual.of(sums)))
        : moved(
            to,
            search().restingFirst(Usual.expected(to, sums)),
            whyToTheKnee(knee.few(), knee.ofFew(), sums.rate(), to));
  }

  Decision lettingAllIn(Phase.LettingAllIn all, Window window) {
    Sums sums = all.sums().plus(window);
    boolean isTold = search().isToldBy(sums);
    if (!isTold && !search().isTooLongForAll(sums.count())) {
      return stay(search().with(all.with(sums)));
    }
    if (isTold && Search.isMoreByAll(sums, all.before())) {
      return stay(search().restingFirst(Usual.of(sums)));
    }
    return moved(
        all.from(),
        search().restingFirst(Usual.of(all.before())),
        String.format(
            Locale.ROOT,
            "none of %.1f waited and %.0f/s were done, %d connections did %.0f/s",
            sums.demand(),
            sums.rate(),
            all.from(),
            all.before().rate()));
  }

  private Search search() {
    return controller.search();
  }

  private int limit() {
    return controller.limit();
  }

  private Decision stay(Search next) {
    return controller.stay(next, peak);
  }

  private Decision moved(int to, Search next, String why) {
    return controller.moved(to, next, peak, why);
  }
}
