package dev.trimtab.cache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A clock for reads: looking at it costs a nanosecond, where the system's own takes a large part of
 * all that a read takes. It is one tick behind, and on a machine without a free processor as long
 * as its thread waits for one. A life that lasts as much longer is as good; whoever needs to know
 * what time it is asks the system.
 *
 * <p>A thread sets it while somebody looks, and sleeps when nobody did for a while. Thread-safe.
 */
final class ReadClock implements LongSupplier, AutoCloseable {

  /** 250 wake-ups per second are a thousandth of a processor. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /** A tenth of a second that nobody looked. */
  private static final int UNSEEN_TICKS_MAX = 25;

  private static final long ASLEEP = Long.MIN_VALUE;

  private final LongSupplier exact;
  private final Thread thread;
  private final AtomicBoolean hasBegun = new AtomicBoolean();
  private volatile long now = ASLEEP;
  private volatile boolean isLookedAt;
  private volatile boolean isClosed;

  ReadClock(LongSupplier exact) {
    this.exact = exact;
    this.thread = Thread.ofPlatform().daemon().name("trimtab-cache-clock").unstarted(this::run);
  }

  /** Returns nanoseconds of the exact clock; the same for all who look within a tick. */
  @Override
  public long getAsLong() {
    long seen = now;
    if (!isLookedAt) {
      isLookedAt = true;
    }
    return seen == ASLEEP ? wake() : seen;
  }

  private long wake() {
    if (!isClosed) {
      if (hasBegun.compareAndSet(false, true)) {
        thread.start();
      } else {
        LockSupport.unpark(thread);
      }
    }
    return exact.getAsLong();
  }

  private void run() {
    while (!isClosed) {
      tickWhileSeen();
      now = ASLEEP;
      if (!isClosed) {
        // Who looked before it fell asleep needs no tick any more; who looks after it wakes us.
        LockSupport.park(this);
      }
    }
  }

  private void tickWhileSeen() {
    int unseen = 0;
    while (unseen < UNSEEN_TICKS_MAX && !isClosed) {
      now = exact.getAsLong();
      LockSupport.parkNanos(this, TICK_NANOS);
      unseen = isLookedAt ? 0 : unseen + 1;
      isLookedAt = false;
    }
  }

  /** Ends the thread; the clock goes on as the exact one. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
