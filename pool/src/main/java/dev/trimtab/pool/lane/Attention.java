package dev.trimtab.pool.lane;

import java.time.Duration;

/**
 * Whether it is worth looking where connections are asked for: while slow uses take a good part of
 * the places from quick ones, or while one may have been forgotten. Immutable, without a clock.
 *
 * @param mixedFor windows for which it still looks, since uses were mixed last
 * @param neverEmpty windows for which connections have been in use without a break
 * @param windowsToLeak windows after which a connection that is not back is suspicious
 */
public record Attention(int mixedFor, int neverEmpty, int windowsToLeak) {

  /** A use that is shorter is not slow, whatever the others are. */
  public static final Duration LONG = Duration.ofMillis(100);

  /** Slow uses are of concern if they take this part of all time in use. */
  private static final double LONG_PART = 0.2;

  /** One is an accident. */
  private static final long LONG_COUNT_MIN = 2;

  /** And if they are so many times as long as the others. */
  private static final double TIMES = 10;

  /** A minute of windows: a slow load that comes every few seconds is the same load. */
  private static final int MIXED_WINDOWS = 300;

  /** A pool this busy has connections in use all the time without any of them being forgotten. */
  private static final double BUSY = 0.5;

  /**
   * Attention that is paid to nothing yet.
   *
   * @param window the length of a window
   */
  public static Attention none(Duration leakAfter, Duration window) {
    return new Attention(0, 0, Math.toIntExact(Math.max(1, leakAfter.dividedBy(window))));
  }

  /**
   * What came back in a window.
   *
   * @param longSeconds in use by uses of {@link #LONG} and more
   * @param longCount of them
   * @param allSeconds in use by all uses
   * @param allCount of all uses
   */
  public record Uses(double longSeconds, long longCount, double allSeconds, long allCount) {

    boolean areMixed() {
      long quick = allCount - longCount;
      if (longCount < LONG_COUNT_MIN || quick < longCount || longSeconds < LONG_PART * allSeconds) {
        return false;
      }
      double quickMean = Math.max(0, allSeconds - longSeconds) / quick;
      return longSeconds / longCount >= TIMES * quickMean;
    }
  }

  /**
   * Returns this after a window.
   *
   * @param leastInUse the fewest connections in use at any moment of the window
   * @param usedPart of the limit that was in use on average
   */
  public Attention after(Uses uses, int leastInUse, double usedPart) {
    int mixed = uses.areMixed() ? MIXED_WINDOWS : Math.max(0, mixedFor - 1);
    int never = leastInUse > 0 ? Math.min(neverEmpty + 1, windowsToLeak) : 0;
    return new Attention(
        mixed, usedPart > BUSY && never < windowsToLeak ? 0 : never, windowsToLeak);
  }

  public boolean isMixed() {
    return mixedFor > 0;
  }

  public boolean suspectsALeak() {
    return neverEmpty >= windowsToLeak;
  }
}
