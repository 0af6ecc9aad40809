package dev.trimtab.cache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a bounded number of loaders run at once, over all regions. */
final class Loads {

  /** An eighth of the loads may be ahead of time; readers who wait go first. */
  private static final int AHEAD_SHARE = 8;

  private final int max;
  private final Duration waitMax;
  private final Semaphore permits;
  private final Semaphore aheadPermits;

  Loads(int max, Duration waitMax) {
    this.max = max;
    this.waitMax = waitMax;
    this.permits = new Semaphore(max);
    this.aheadPermits = new Semaphore(Math.max(1, max / AHEAD_SHARE));
  }

  /** Runs a loader when it is its turn. */
  <T> T run(String what, Callable<T> loader) throws Exception {
    if (!permits.tryAcquire() && !permits.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new CacheException(
          CacheException.Code.OVERLOADED,
          "%d loads have been running for %d ms, so %s was not loaded; it can be tried again"
              .formatted(max, waitMax.toMillis(), what));
    }
    try {
      return loader.call();
    } finally {
      permits.release();
    }
  }

  /** Returns whether one more may run ahead of time; {@link #endAhead} gives that back. */
  boolean tryBeginAhead() {
    return permits.availablePermits() > 0 && aheadPermits.tryAcquire();
  }

  void endAhead() {
    aheadPermits.release();
  }
}
