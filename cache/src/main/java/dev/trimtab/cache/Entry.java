package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import org.jspecify.annotations.Nullable;

/**
 * What the first level holds for a key. Immutable but for what is noted of its reads.
 *
 * @param <V> type of the value
 */
final class Entry<V> {

  /** Null if it is known that there is no value. */
  final @Nullable V value;

  /** Moment of {@code Generations} before anything was asked for. */
  final long since;

  /** Key, entity, tenant and tags. The region's slot is not among them. */
  final int[] slots;

  /** Nanoseconds of the cache's ticker, as are the next ones. */
  final long bornAt;

  /** From here on each read considers loading anew; never after {@link #expiresAt}. */
  long refreshFrom;

  final long expiresAt;

  /** Until here it is better than a failure. */
  final long staleUntil;

  /** What loading took, nanoseconds. */
  final long loadNanos;

  /** When it was loaded, by the clock of the node that did; tells copies of one load apart. */
  final long loadedAtMillis;

  final int weightBytes;

  /** Reads so far. Racy: an estimate that costs the reader next to nothing. */
  int reads;

  /** Reads per nanosecond in the lives before; 0 if there were none. */
  private double rateBefore;

  /** The count of changes when the slots were last looked at; -1 before the first time. Racy. */
  long checkedAt = -1;

  /** One attempt per life: while loading fails, readers are not to pay for each try. */
  volatile boolean isRefreshTried;

  Entry(@Nullable V value, long since, int[] slots, Life life, int weightBytes) {
    this.value = value;
    this.since = since;
    this.slots = slots;
    this.bornAt = life.bornAt();
    this.refreshFrom = life.refreshFrom();
    this.expiresAt = life.expiresAt();
    this.staleUntil = life.staleUntil();
    this.loadNanos = life.loadNanos();
    this.loadedAtMillis = life.loadedAtMillis();
    this.weightBytes = weightBytes;
  }

  /** Takes over what is known of how often the key is read, and considers refreshing by that. */
  void inherit(Entry<?> before, long now) {
    rateBefore = before.rate(now);
    if (refreshFrom < expiresAt) {
      refreshFrom = Math.min(refreshFrom, expiresAt - (long) RefreshRule.window(this, rateBefore));
    }
  }

  /** Returns how often the key is read, per nanosecond; earlier lives weigh as much as one. */
  double rate(long now) {
    double life = expiresAt - bornAt;
    double age = Math.max(0, now - bornAt);
    // Without lives before, the beginning of this one says little.
    return rateBefore > 0
        ? (rateBefore * life + reads) / (life + age)
        : reads / Math.max(age, life / 2);
  }

  /**
   * Returns whether nothing of the entry was invalidated since its load began.
   *
   * @param regionSlot the slot that all entries of its region share
   */
  boolean isStillValid(Generations generations, int regionSlot) {
    long changes = generations.changes();
    return checkedAt == changes || check(generations, regionSlot, changes);
  }

  private boolean check(Generations generations, int regionSlot, long changes) {
    boolean isValid =
        generations.isUntouched(regionSlot, since) && generations.isValid(slots, since);
    if (isValid) {
      checkedAt = changes;
    }
    return isValid;
  }

  /** When an entry was loaded, when it ends, and what it cost. */
  record Life(
      long bornAt,
      long refreshFrom,
      long expiresAt,
      long staleUntil,
      long loadNanos,
      long loadedAtMillis) {}
}
