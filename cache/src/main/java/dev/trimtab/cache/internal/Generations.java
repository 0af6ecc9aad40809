package dev.trimtab.cache.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When each slot was last invalidated, as this process knows, on one clock that only counts.
 *
 * <p>A moment is a {@code long}: the number of the last shared invalidation that this process has
 * heard (and all before it), shifted left by {@value #LOCAL_BITS}, plus a count of local
 * invalidations since. A loader takes the moment <em>before</em> it asks for anything; its entry is
 * valid as long as no slot of it was stamped later. Nothing has to be stopped from landing: what
 * was fetched before an invalidation is recognised whenever it is read.
 *
 * <p>Thread-safe without locks. Stamps and the clock only grow.
 */
public final class Generations {

  /** A million local invalidations between two shared ones; pending ones are bounded far below. */
  public static final int LOCAL_BITS = 20;

  private static final VarHandle STAMP = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] stamps;
  private final AtomicLong clock = new AtomicLong();
  private volatile long floor;

  /** Counts what was stamped or flushed, after it was. */
  private final AtomicLong changes = new AtomicLong();

  /** Begins with nothing ever invalidated. */
  public Generations() {
    this(Slots.COUNT);
  }

  /** The same for so many slots, of which others are never spoken. */
  public Generations(int slots) {
    this.stamps = new long[slots];
  }

  /** Returns the moment to take before loading. */
  public long now() {
    return clock.get();
  }

  /** Returns the number of the last shared invalidation of which a moment knows. */
  public static long shared(long moment) {
    return moment >>> LOCAL_BITS;
  }

  /** Returns the moment right after a shared invalidation. */
  public static long moment(long sequence) {
    return sequence << LOCAL_BITS;
  }

  /**
   * Returns a count that differs after anything became stale. Who takes it, and then finds an entry
   * valid, need not look at the entry's slots again before the count differs.
   */
  public long changes() {
    return changes.get();
  }

  /** Returns whether nothing was flushed after a moment. */
  public boolean isAboveFloor(long moment) {
    return moment >= floor;
  }

  /** Returns whether a slot was not invalidated after a moment. */
  public boolean isUntouched(int slot, long moment) {
    return (long) STAMP.getAcquire(stamps, slot) <= moment;
  }

  /** Returns whether none of the slots was invalidated after a moment. */
  public boolean areUntouched(int[] slots, long moment) {
    for (int slot : slots) {
      if (!isUntouched(slot, moment)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether none was, nor was anything flushed. */
  public boolean isValid(int[] slots, long moment) {
    return isAboveFloor(moment) && areUntouched(slots, moment);
  }

  /** Returns when a slot was last invalidated. */
  public long stamp(int slot) {
    return (long) STAMP.getAcquire(stamps, slot);
  }

  /**
   * Invalidates slots here and now; what began to load before is stale, what begins after is not.
   *
   * @return the moment of that
   */
  public long stampLocally(int[] slots) {
    long moment = clock.incrementAndGet();
    stamp(slots, moment);
    return moment;
  }

  /**
   * Invalidates a slot once more.
   *
   * @param last moment at which the caller stamped it
   * @return the moment of that; empty if somebody else stamped the slot since
   */
  public OptionalLong stampAgain(int slot, long last) {
    long moment = clock.incrementAndGet();
    boolean isOurs = STAMP.compareAndSet(stamps, slot, last, moment);
    stamp(new int[] {slot}, moment);
    return isOurs ? OptionalLong.of(moment) : OptionalLong.empty();
  }

  /** Notes a shared invalidation of slots, without saying that all before it are known. */
  public void stampShared(int[] slots, long sequence) {
    stamp(slots, moment(sequence));
  }

  private void stamp(int[] slots, long moment) {
    for (int slot : slots) {
      long before = (long) STAMP.getAcquire(stamps, slot);
      while (before < moment) {
        long witness = (long) STAMP.compareAndExchangeRelease(stamps, slot, before, moment);
        if (witness == before) {
          break;
        }
        before = witness;
      }
    }
    changes.incrementAndGet();
  }

  /** Says that all shared invalidations up to this one are noted. */
  public void advanceTo(long sequence) {
    long moment = moment(sequence);
    clock.accumulateAndGet(moment, Math::max);
  }

  /** Makes everything stale that was loaded before now. */
  public void flushLocally() {
    raiseFloor(clock.incrementAndGet());
  }

  /** Makes everything stale that does not know of this shared invalidation. */
  public void flushShared(long sequence) {
    advanceTo(sequence);
    raiseFloor(moment(sequence));
  }

  private synchronized void raiseFloor(long moment) {
    floor = Math.max(floor, moment);
    changes.incrementAndGet();
  }
}
