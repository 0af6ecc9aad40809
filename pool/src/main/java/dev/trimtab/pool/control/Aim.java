package dev.trimtab.pool.control;

import java.util.Optional;

/**
 * Which limit to try next, after a look at the one there is.
 *
 * @param limit as it is
 */
record Aim(Bounds bounds, int limit, Search search) {

  /** Nobody waits, but a limit that is used to this part cannot be told from one too small. */
  private static final double USED = 0.95;

  /** A limit is not raised beyond what is wanted by more than this. */
  static final double RESERVE = 1.1;

  /** Of so few the knee is not far, and one step should be beyond it. */
  static final int FEW = 4;

  private static final double STEP_OF_FEW = 4;

  /** Where sessions only wait, doubling again and again would take seconds. */
  private static final double FACTOR_MAX = 16;

  /**
   * Waking a thread for another takes some twenty microseconds. Of uses that are longer than this
   * that is less than a tenth, and so not worth a look at many.
   */
  private static final double USE_SECONDS_OF_ALL_MAX = 250e-6;

  /** To open more than so many times as many for a look costs the server more than it tells. */
  private static final double FACTOR_OF_ALL_MAX = 16;

  /** Returns which way to try; nothing where both have failed or make no sense. */
  Optional<Direction> direction(Sums sums) {
    boolean isPressed = sums.waiting() >= 0.5 || sums.inUse() >= USED * limit;
    boolean mayGrow = isPressed && !search.upFailed() && limit < bounds.max();
    boolean mayShrink =
        !search.downFailed()
            && Math.min(limit, sums.inUse()) > Math.max(Knee.HANDFUL, bounds.min())
            && sums.hint() != Hint.PARKED;
    if (mayShrink && sums.hint() == Hint.BUSY && search.isCoarse()) {
      return Optional.of(Direction.DOWN);
    }
    return mayGrow
        ? Optional.of(Direction.UP)
        : mayShrink ? Optional.of(Direction.DOWN) : Optional.empty();
  }

  /**
   * Returns a higher limit.
   *
   * @param wanted the most connections that were wanted lately
   */
  int more(Sums sums, double wanted) {
    double factor =
        sums.server()
            .filter(load -> sums.hint() == Hint.PARKED && search.isCoarse())
            .map(load ->
                Math.clamp(0.5 / (1 - Hint.parkedShare(load) + 1e-9), search.step(), FACTOR_MAX))
            .orElse(search.isCoarse() && limit <= FEW ? STEP_OF_FEW : search.step());
    return bounds.clamp(
        Math.clamp(limit * factor, limit + 1, Math.max(limit + 1, wanted * RESERVE)));
  }

  /** Returns a lower limit, or the one there is if it is the lowest. */
  int fewer(Sums sums) {
    double fewer = Math.min(limit, sums.inUse()) / search.stepDown(sums.hint());
    // From twice a handful the way to a handful is not worth a step of its own.
    boolean isNearlyAHandful = search.isCoarse() && fewer <= 2 * Knee.HANDFUL;
    return bounds.clamp(
        Math.min(limit, isNearlyAHandful ? Knee.HANDFUL : Math.max(Knee.HANDFUL, fewer)));
  }

  /**
   * Returns a limit with which nobody waits, or the one there is if that is out of reach or cannot
   * be of use.
   *
   * @param ofFew connections, none of which has to wait for a processor
   */
  int all(Sums sums, Sums ofFew) {
    double all = Math.ceil(sums.demand() * RESERVE);
    boolean isOfUse = sums.waiting() >= 1 && ofFew.useSeconds() <= USE_SECONDS_OF_ALL_MAX;
    return isOfUse && all <= Math.min(bounds.max(), limit * FACTOR_OF_ALL_MAX)
        ? bounds.clamp(all)
        : limit;
  }
}
