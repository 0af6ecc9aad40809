package dev.trimtab.batch.observe;

import org.jspecify.annotations.Nullable;

/**
 * Hashes of values, the same for a value that is read and one that is bound, whatever width of
 * number carries it. 0 stands for what cannot be followed: NULL, truth values, floating point, and
 * what is too common to tell where it came from.
 */
public final class Values {

  /** Stands for a value that is not followed. */
  public static final long NONE = 0;

  private static final long TEXT = 0x5851F42D4C957F2DL;

  private Values() {}

  /** Returns the hash of a whole number. */
  public static long of(long value) {
    long hash = value ^ 0xD1B54A32D192ED03L;
    return hash == NONE ? 1 : hash;
  }

  /**
   * Returns the hash of a text; its own hash is kept by the text, so this costs a few instructions.
   */
  public static long of(@Nullable String value) {
    return value == null || value.isEmpty() ? NONE : TEXT * (value.hashCode() | 1L << 40);
  }

  /** Returns the hash of anything that JDBC hands over. */
  public static long of(@Nullable Object value) {
    return switch (value) {
      case null -> NONE;
      case Long l -> of(l.longValue());
      case Integer i -> of(i.longValue());
      case Short s -> of(s.longValue());
      case String s -> of(s);
      case Boolean _ -> NONE;
      case Float _ -> NONE;
      case Double _ -> NONE;
      case java.math.BigDecimal d ->
          d.scale() <= 0 && d.precision() < 19 ? of(d.longValue()) : TEXT * d.hashCode();
      case java.util.UUID u -> TEXT * (u.hashCode() | 1L << 41);
      case java.time.temporal.Temporal t -> TEXT * (t.hashCode() | 1L << 42);
      case Enum<?> e -> of(e.name());
      default -> NONE;
    };
  }

  /** Returns the hash of several in their order; {@link #NONE} of none. */
  static long all(long[] hashes, int count) {
    long result = NONE;
    for (int i = 0; i < count; i++) {
      result = result * 31 + hashes[i];
    }
    return result;
  }
}
