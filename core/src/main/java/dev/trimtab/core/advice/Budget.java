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
 */
public record Budget(
    OptionalLong sizeBytesMax, OptionalInt indexesMax, Optional<Double> writeOverheadMax) {

  public static final Budget UNLIMITED =
      new Budget(OptionalLong.empty(), OptionalInt.empty(), Optional.empty());

  public Budget {
    if (sizeBytesMax.orElse(0) < 0
        || indexesMax.orElse(0) < 0
        || writeOverheadMax.orElse(0.0) < 0) {
      throw new IllegalArgumentException(
          "a budget cannot be negative: %s bytes, %s indexes, %s write overhead"
              .formatted(sizeBytesMax, indexesMax, writeOverheadMax));
    }
  }
}
