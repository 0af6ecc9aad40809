package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import org.jspecify.annotations.Nullable;

/**
 * What the first level holds for a key. Immutable but for what is noted of its reads.
 *
 * @param <V> type of the value
 */
final class Entry<V> {

  /**
   * More reads in a life are not counted: they say nothing new, and the threads that read a hot key
   * would take the entry from each other's processor at each read.
   */
  private static final int READS_MAX = 256;

  /**
   * So many lives before are remembered; in one alone a few reads come or do not come by chance.
   */
  private static final int LIVES_MAX = 3;

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

  /** What it takes in this process; known better once it was encoded. Racy. */
  int weightBytes;

  /** Reads so far. Racy: an estimate that costs the reader next to nothing. */
  private int reads;

  /** Reads per nanosecond in the lives before; 0 if there were none. */
  private double rateBefore;

  private int livesBefore;

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
    livesBefore = Math.min(LIVES_MAX, before.livesBefore + 1);
    if (refreshFrom < expiresAt) {
      refreshFrom = Math.min(refreshFrom, expiresAt - (long) RefreshRule.window(this, rateBefore));
    }
  }

  /** Notes a read. */
  void read() {
    int count = reads;
    if (count < READS_MAX) {
      reads = count + 1;
    }
  }

  /** Returns how often the key is read, per nanosecond, in this life and those before. */
  double rate(long now) {
    double life = expiresAt - bornAt;
    double age = Math.max(0, now - bornAt);
    // Without lives before, the beginning of this one says little.
    return rateBefore > 0
        ? (rateBefore * livesBefore * life + reads) / (livesBefore * life + age)
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
