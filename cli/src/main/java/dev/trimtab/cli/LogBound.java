package dev.trimtab.cli;

import java.util.List;
import java.util.Optional;

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
 * @param best the set within that writes most, so that has most to search with
 */
record LogBound(
    double allowed, double margin, double within, double beyond, Optional<Measured> best) {

  /** The estimate is on the safe side, so at first it may be twice what is allowed. */
  private static final double MARGIN_AT_FIRST = 2;

  /** A set that uses less than this of what is allowed was bounded too tightly. */
  private static final double USED_MIN = 0.8;

  /** What the same writes log differs a little from one time to the next. */
  private static final double CERTAIN = 0.99;

  /** Aims a little below, because a set that is a little beyond is of no use. */
  private static final double SAFETY = 0.95;

  /** The measured log of a set that hardly logs says nothing about how far the next may go. */
  private static final double STEP_MAX = 2.5;

  /**
   * A set of indexes that was built.
   *
   * @param used log it adds, as a part of what is written without indexes
   * @param definitions SQL that makes it
   */
  record Measured(double used, List<String> definitions) {

    Measured {
      definitions = List.copyOf(definitions);
    }
  }

  static LogBound of(double allowed) {
    return new LogBound(allowed, MARGIN_AT_FIRST, 0, Double.POSITIVE_INFINITY, Optional.empty());
  }

  /** Returns what the advisor is to be told. */
  double overheadMax() {
    return margin * allowed;
  }

  /** Returns whether a set is good enough to look no further. */
  boolean isEnough(Measured set) {
    boolean isTooTight = margin < MARGIN_AT_FIRST && set.used() < USED_MIN * allowed;
    return isWithin(set) && !isTooTight;
  }

  private boolean isWithin(Measured set) {
    return set.used() <= CERTAIN * allowed;
  }

  /** Returns the bound for the next attempt, after what this one led to. */
  LogBound after(Measured set) {
    boolean isWithin = isWithin(set);
    double low = isWithin ? Math.max(within, margin) : within;
    double high = isWithin ? beyond : Math.min(beyond, margin);
    boolean isBest = isWithin && best.map(b -> b.used() < set.used()).orElse(true);
    double step = SAFETY * allowed / Math.max(set.used(), allowed / STEP_MAX);
    boolean isBetween = low > 0 && high < Double.POSITIVE_INFINITY;
    double next = isBetween ? Math.sqrt(low * high) : margin * Math.min(step, STEP_MAX);
    return new LogBound(allowed, next, low, high, isBest ? Optional.of(set) : best);
  }
}
