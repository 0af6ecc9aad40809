package dev.trimtab.pool;

import dev.trimtab.pool.source.ConnectionSource;

/**
 * Closes connections that a lower limit has left over. They would not be idle: a thread that comes
 * back takes the connection that it had before, so a few places go round through all sessions, each
 * of which has left the processor's caches by then. Used by the steering thread.
 */
final class Surplus {

  /** What a trial may go back to is worth keeping; a limit that moved for one window is not. */
  private static final int WINDOWS_MAX = 1;

  /** A few more cost less than closing and opening again when a limit is tried that is larger. */
  private static final double SPARE = 1.5;

  private static final int SPARE_MIN = 2;

  /** In each window: sixty are closed within half a second, and no closing delays anybody. */
  private static final int AT_ONCE_MAX = 32;

  private final ConnectionSource source;
  private int windows;

  Surplus(ConnectionSource source) {
    this.source = source;
  }

  /**
   * A window is over.
   *
   * @param worthKeeping connections that are or may be wanted
   */
  void after(int worthKeeping) {
    int most = Math.max(worthKeeping + SPARE_MIN, (int) (worthKeeping * SPARE));
    windows = source.open() > most ? windows + 1 : 0;
    if (windows > WINDOWS_MAX) {
      source.closeIdleAbove(most, AT_ONCE_MAX);
    }
  }
}
