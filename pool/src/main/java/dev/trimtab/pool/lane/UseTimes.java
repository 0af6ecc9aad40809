package dev.trimtab.pool.lane;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * For how long connections are used that were asked for at a place, for some thousand places; two
 * that fall together are taken for one. Thread-safe; of two threads that add at once one may be
 * lost.
 */
final class UseTimes {

  private static final int PLACES = 4_096;

  /** Of each new time; the mean is that of about the last eight. */
  private static final int WEIGHT = 8;

  private final AtomicLongArray nanos = new AtomicLongArray(PLACES);

  void add(int site, long took) {
    int place = place(site);
    long before = nanos.get(place);
    nanos.lazySet(place, before == 0 ? took : before + (took - before) / WEIGHT);
  }

  /** Returns the mean in nanoseconds; 0 if nothing is known of the place. */
  long of(int site) {
    return nanos.get(place(site));
  }

  private static int place(int site) {
    int spread = site ^ (site >>> 16);
    return spread & (PLACES - 1);
  }
}
