package dev.trimtab.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Entries that were found at the present tick of the clock, of all regions of a cache. Whoever asks
 * for one of them again within the tick finds it here, without what looking it up takes: a hash
 * table, a note for the policy of eviction, and its end, which within a tick is where it was. A
 * read per key and tick still goes that way, so the policy learns what is read often.
 *
 * <p>Whether an entry is still valid is not known here; that is looked at by each read. Thread-safe
 * by races that lose nothing: what is overwritten is found the long way.
 */
final class Recent {

  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

  private static final int BITS = 10;

  /** Spreads consecutive numbers; 2^32 divided by the golden ratio. */
  private static final int GOLDEN = 0x9E3779B9;

  /**
   * Weight of what is held here. An entry that was evicted may stay until another one takes its
   * place, so that all of it may be 4 MB beyond what the first level is allowed.
   */
  private static final int BYTES_MAX = 4 << 10;

  private final @Nullable Entry<?>[] entries = new Entry<?>[1 << BITS];

  /** Returns the entry that an owner found for a key at this tick, if it is still here. */
  @SuppressWarnings("unchecked")
  <V> @Nullable Entry<V> find(FirstLevel<?, ?> owner, Object key, long now) {
    Entry<?> entry = (Entry<?>) ENTRY.getAcquire(entries, place(owner, key));
    return entry != null && entry.foundAt == now && entry.owner == owner && key.equals(entry.key)
        ? (Entry<V>) entry
        : null;
  }

  /** Notes what was found at this tick. */
  void note(FirstLevel<?, ?> owner, Object key, Entry<?> entry, long now) {
    if (entry.weightBytes <= BYTES_MAX) {
      entry.owner = owner;
      entry.key = key;
      entry.foundAt = now;
      ENTRY.setRelease(entries, place(owner, key), entry);
    }
  }

  /** Forgets what was noted for a key, because there is something newer or nothing. */
  void forget(FirstLevel<?, ?> owner, Object key) {
    int place = place(owner, key);
    Entry<?> entry = (Entry<?>) ENTRY.getAcquire(entries, place);
    if (entry != null && entry.owner == owner && key.equals(entry.key)) {
      ENTRY.setRelease(entries, place, null);
    }
  }

  private static int place(FirstLevel<?, ?> owner, Object key) {
    return ((key.hashCode() + owner.regionSlot()) * GOLDEN) >>> (32 - BITS);
  }
}
