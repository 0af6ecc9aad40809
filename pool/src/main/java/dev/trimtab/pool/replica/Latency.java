package dev.trimtab.pool.replica;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The mean time of the last few dozen uses, the younger the more it counts: an exponentially
 * weighted mean. Thread-safe; of two threads that add at once one may be lost.
 */
final class Latency {

  /** Of each new time; the mean is that of about the last ten. */
  private static final double WEIGHT = 0.1;

  private final AtomicLong nanos = new AtomicLong();

  void add(long took) {
    long before = nanos.get();
    nanos.lazySet(before == 0 ? took : Math.round(before + WEIGHT * (took - before)));
  }

  void set(long value) {
    nanos.set(value);
  }

  /** Returns the mean in nanoseconds; 0 if there is none yet. */
  long nanos() {
    return nanos.get();
  }
}
