package dev.trimtab.scenarios;

/**
 * How much data, and which.
 *
 * @param scale factor on the number of rows, linear; 1 is the size a scenario states
 * @param seed equal seeds give equal rows
 */
public record LoadOptions(double scale, long seed) {

  /** Below this, skew is no longer visible and relations lose their other end. */
  public static final double SCALE_MIN = 0.005;

  /** Keys of the generators are {@code int}; a hundred times a million rows fits well. */
  public static final double SCALE_MAX = 100;

  public static final LoadOptions STANDARD = new LoadOptions(1, 42);

  public LoadOptions {
    if (!(scale >= SCALE_MIN && scale <= SCALE_MAX)) {
      throw new IllegalArgumentException(
          "scale must be from %s to %s, got %s".formatted(SCALE_MIN, SCALE_MAX, scale));
    }
  }

  public LoadOptions withScale(double other) {
    return new LoadOptions(other, seed);
  }

  public LoadOptions withSeed(long other) {
    return new LoadOptions(scale, other);
  }
}
