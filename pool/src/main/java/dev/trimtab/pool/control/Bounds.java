package dev.trimtab.pool.control;

/**
 * Between what a limit may move.
 *
 * @param min at least 1
 * @param max this pool's share of the server's connections, at least {@code min}
 */
public record Bounds(int min, int max) {

  public Bounds {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "need 1 <= min <= max, got min=%d max=%d".formatted(min, max));
    }
  }

  boolean allow(int limit) {
    return min <= limit && limit <= max;
  }

  int clamp(double limit) {
    return Math.clamp(Math.round(limit), min, max);
  }
}
