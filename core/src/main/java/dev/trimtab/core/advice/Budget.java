package dev.trimtab.core.advice;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What recommendations may cost in all.
 *
 * @param sizeBytesMax bytes of all new indexes together, less those of dropped ones
 * @param indexesMax how many new indexes
 * @param writeOverheadMax WAL written for new indexes, divided by the WAL of today's writes: 0.2 is
 *     a fifth more
 * @param gainMin what a recommendation must save at least, as a part of what the workload costs; 0
 *     to 1
 */
public record Budget(
    OptionalLong sizeBytesMax,
    OptionalInt indexesMax,
    Optional<Double> writeOverheadMax,
    double gainMin) {

  /** A quarter of a percent: below it, an index is more to look after than it saves. */
  public static final double GAIN_MIN_USUAL = 0.0025;

  public static final Budget UNLIMITED =
      new Budget(OptionalLong.empty(), OptionalInt.empty(), Optional.empty());

  /** A budget with the usual least gain. */
  public Budget(
      OptionalLong sizeBytesMax, OptionalInt indexesMax, Optional<Double> writeOverheadMax) {
    this(sizeBytesMax, indexesMax, writeOverheadMax, GAIN_MIN_USUAL);
  }

  /** Returns whether indexes compete for room, so that one more means another less. */
  public boolean isTight() {
    return sizeBytesMax.isPresent() || writeOverheadMax.isPresent();
  }

  /** Returns the budget with another least gain. */
  public Budget withGainMin(double newGainMin) {
    return new Budget(sizeBytesMax, indexesMax, writeOverheadMax, newGainMin);
  }

  /**
   * Returns what is left of the budget when a part is spent.
   *
   * @param writeOverhead in the unit of {@link #writeOverheadMax}
   */
  public Budget less(long bytes, int indexes, double writeOverhead) {
    return new Budget(
        sizeBytesMax.isPresent()
            ? OptionalLong.of(Math.max(0, sizeBytesMax.getAsLong() - bytes))
            : sizeBytesMax,
        indexesMax.isPresent()
            ? OptionalInt.of(Math.max(0, indexesMax.getAsInt() - indexes))
            : indexesMax,
        writeOverheadMax.map(max -> Math.max(0, max - writeOverhead)),
        gainMin);
  }

  public Budget {
    if (sizeBytesMax.orElse(0) < 0
        || indexesMax.orElse(0) < 0
        || !(writeOverheadMax.orElse(0.0) >= 0)
        || !(gainMin >= 0 && gainMin <= 1)) {
      throw new IllegalArgumentException(
          "a budget cannot be negative: %s bytes, %s indexes, %s write overhead, %s gain"
              .formatted(sizeBytesMax, indexesMax, writeOverheadMax, gainMin));
    }
  }
}
