package dev.trimtab.cli;

/**
 * Finds how much log the advisor may think a set of indexes writes, so that what it then writes is
 * within what is allowed and not far below. What an index will log is an estimate, so each set that
 * was built and measured moves the bound: by the ratio of both, or into the middle between one that
 * was too much and one that was not.
 *
 * <p>Immutable and without a clock or a database, so that its moves can be tested.
 *
 * @param allowed log that may be added, as a part of what is written without indexes
 * @param margin what the advisor is told, as a multiple of what is allowed
 * @param within the largest margin whose set was within, 0 before there is one
 * @param beyond the smallest whose set was not
 */
record LogBound(double allowed, double margin, double within, double beyond) {

  /** The estimate is on the safe side, so at first it may be twice what is allowed. */
  private static final double MARGIN_AT_FIRST = 2;

  /** A set that uses less than this of what is allowed was bounded too tightly. */
  private static final double USED_MIN = 0.8;

  /**
   * What the same writes log differs from one time to the next by some thousandths of it all, which
   * is a few hundredths of what indexes add.
   */
  private static final double CERTAIN = 0.97;

  /** Aims a little below, because a set that is a little beyond is of no use. */
  private static final double SAFETY = 0.93;

  /** The measured log of a set that hardly logs says nothing about how far the next may go. */
  private static final double STEP_MAX = 2.5;

  static LogBound of(double allowed) {
    return new LogBound(allowed, MARGIN_AT_FIRST, 0, Double.POSITIVE_INFINITY);
  }

  /** Returns what the advisor is to be told. */
  double overheadMax() {
    return margin * allowed;
  }

  /**
   * Returns whether a set is good enough to look no further.
   *
   * @param used log it adds, as a part of what is written without indexes
   */
  boolean isEnough(double used) {
    boolean isTooTight = margin < MARGIN_AT_FIRST && used < USED_MIN * allowed;
    return isWithin(used) && !isTooTight;
  }

  /** Returns whether a set that adds so much log is certainly allowed. */
  boolean isWithin(double used) {
    return used <= allowedForCertain();
  }

  /** Returns the log below which a set is allowed whatever the next measurement of it says. */
  double allowedForCertain() {
    return CERTAIN * allowed;
  }

  /** Returns the bound for the next attempt, after what this one led to. */
  LogBound after(double used) {
    double low = isWithin(used) ? Math.max(within, margin) : within;
    double high = isWithin(used) ? beyond : Math.min(beyond, margin);
    double step = SAFETY * allowed / Math.max(used, allowed / STEP_MAX);
    boolean isBetween = low > 0 && high < Double.POSITIVE_INFINITY;
    double next = isBetween ? Math.sqrt(low * high) : margin * Math.min(step, STEP_MAX);
    return new LogBound(allowed, next, low, high);
  }
}
