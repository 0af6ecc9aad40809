package dev.trimtab.pool.gate;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes those whose time is over, with one timer for all that wait.
 *
 * <p>A virtual thread that parks for a time has a timer set and taken back, which wakes the JVM's
 * timer thread. Where a thread waits for less than a millisecond before a short use that costs more
 * than letting it in: with two hundred threads and point selects a quarter of the throughput if
 * each use waits, and an eighth if one in eight does. So threads park without a time, and one
 * virtual thread, which ends when it finds nobody waiting, sleeps until the first of the deadlines,
 * wakes whoever it is of, and goes on to the next. The pool's own steering thread cannot do it: it
 * may wait for a server's answer itself while somebody's time runs out.
 *
 * <p>Thread-safe.
 */
final class Deadlines {

  /** Many deadlines that are close together are one look, and nobody minds a millisecond more. */
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000;

  /**
   * Who waits no longer than this has a timer of its own, or each would be a thread's only work.
   */
  private static final long SHORT_NANOS = 10_000_000;

  private final Queue<Waiter> queue;
  private final LongSupplier nanoClock;

  /** Whether there is a thread that looks; otherwise the next that queues has to start it. */
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /** Whether it sleeps until {@link #nextLook}, and will see all that are in the queue by then. */
  private volatile boolean isAsleep;

  private volatile long nextLook;

  private volatile @Nullable Thread watcher;

  Deadlines(Queue<Waiter> queue, LongSupplier nanoClock) {
    this.queue = queue;
    this.nanoClock = nanoClock;
  }

  /**
   * Parks the calling thread, which is in the queue already, at most until its time is over, or
   * little longer.
   */
  void park(Waiter waiter, long now) {
    long left = waiter.nanosLeft(now);
    // The timer of a platform thread is the kernel's, and costs nothing.
    if (left > SHORT_NANOS && waiter.thread().isVirtual() && isWatched(waiter)) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, left);
    }
  }

  /**
   * Returns whether there will be a look before its time is over. It queued before this is asked,
   * so whoever is found asleep here has not looked since and will see it. During a look it may have
   * been passed already, and needs a timer of its own.
   */
  private boolean isWatched(Waiter waiter) {
    if (isAsleep) {
      return waiter.nanosLeft(nextLook) >= 0;
    }
    if (isRunning.get() || !isRunning.compareAndSet(false, true)) {
      return false;
    }
    start();
    return true;
  }

  private void start() {
    boolean isStarted = false;
    try {
      watcher =
          Thread.ofVirtual()
              .name("gate deadlines")
              .inheritInheritableThreadLocals(false)
              .start(this::watch);
      isStarted = true;
    } finally {
      if (!isStarted) {
        isRunning.set(false);
      }
    }
  }

  private void watch() {
    try {
      long now = nanoClock.getAsLong();
      for (long left = look(now); left < Long.MAX_VALUE; left = look(now)) {
        long pause = Math.max(left, BETWEEN_LOOKS_NANOS);
        nextLook = now + pause;
        isAsleep = true;
        LockSupport.parkNanos(this, pause);
        isAsleep = false;
        now = nanoClock.getAsLong();
      }
    } finally {
      isAsleep = false;
      // Who has queued since this look began has a timer of its own.
      isRunning.set(false);
    }
  }

  /** All that waited were sent away: with nobody left to look for, the look ends. */
  void lookNow() {
    LockSupport.unpark(watcher);
  }

  /**
   * Wakes those whose time is over, and returns how long the next has; the most if nobody waits.
   */
  private long look(long now) {
    long least = Long.MAX_VALUE;
    for (Waiter waiter : queue) {
      long left = waiter.nanosLeft(now);
      if (left <= 0) {
        LockSupport.unpark(waiter.thread());
      } else if (waiter.isWaiting()) {
        least = Math.min(least, left);
      }
    }
    return least;
  }
}
