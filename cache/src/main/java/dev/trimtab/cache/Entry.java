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

  /** What the entries before saw of how often the key is read. */
  private ReadRate before = ReadRate.UNKNOWN;

  /** The count of changes when the slots were last looked at; -1 before the first time. Racy. */
  long checkedAt = -1;

  /** What {@link Recent} notes of it: whose it is, of which key, found at which tick. Racy. */
  @Nullable FirstLevel<?, ?> owner;

  @Nullable Object key;
  long foundAt;

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
  void inherit(Entry<?> last, long now) {
    before = last.before.after(last.reads, last.age(now), last.life());
    if (refreshFrom < expiresAt) {
      refreshFrom =
          Math.min(refreshFrom, expiresAt - (long) RefreshRule.window(this, before.perNano()));
    }
  }

  /** Notes that the key was asked for, be the entry still good or not. */
  void read() {
    int count = reads;
    if (count < READS_MAX) {
      reads = count + 1;
    }
  }

  /** Returns how often the key is read, per nanosecond, by this entry and those before. */
  double rate(long now) {
    return before.with(reads, age(now), life());
  }

  private double age(long now) {
    return Math.max(0, now - bornAt);
  }

  private double life() {
    return expiresAt - bornAt;
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
