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

  /** A limit that is higher by no more than this does the same, as far as anybody can tell. */
  private static final double SAME = 1.05;

  /**
   * Returns whether a limit is allowed but for what nobody can tell: one connection, because the
   * share moves by that whenever somebody else's session comes or goes, or a twentieth.
   */
  boolean nearlyAllow(int limit) {
    return min <= limit && limit <= Math.max(max + 1, max * SAME);
  }

  int clamp(double limit) {
    return Math.clamp(Math.round(limit), min, max);
  }
}
