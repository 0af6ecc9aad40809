package dev.trimtab.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.Slots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A region's entries in this process: Caffeine bounds them by weight, we decide whether they are
 * still good.
 *
 * <p>Caffeine's own expiry and statistics are off. An entry that is read has to be checked against
 * generations anyhow; its end is one comparison more there, and an expired one is kept as something
 * better than a failure until its weight is needed.
 */
final class FirstLevel<K, V> {

  private final com.github.benmanes.caffeine.cache.Cache<K, Entry<V>> entries;
  private final Generations generations;
  private final LongSupplier ticker;
  private final LongSupplier readTicker;
  private final Recent recent;
  private final Invalidator invalidator;
  private final RegionSpec<K, V> spec;
  private final Counters counters = new Counters();
  private final int regionSlot;
  private final boolean isTold;

  FirstLevel(
      RegionSpec<K, V> spec,
      Generations generations,
      Sources sources,
      Recent recent,
      Invalidator invalidator,
      boolean isTold) {
    this.spec = spec;
    this.generations = generations;
    this.ticker = sources.ticker();
    this.readTicker = sources.readTicker();
    this.recent = recent;
    this.invalidator = invalidator;
    this.isTold = isTold;
    this.regionSlot = Slots.of(Slots.Kind.REGION, spec.pattern().shape());
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(1)
            .<K, Entry<V>>weigher((_, entry) -> entry.weightBytes)
            .executor(Runnable::run)
            .build();
  }

  /** Returns now, to be looked at once per request; it may be the time of a tick before. */
  long now() {
    return readTicker.getAsLong();
  }

  /** Returns the entry of a key if it is good, and counts the hit. */
  @Nullable Entry<V> read(K key, long now) {
    Entry<V> entry = recent.find(this, key, now);
    if (entry != null && isStillValid(entry)) {
      entry.read();
    } else {
      entry = lookUp(key, now);
    }
    if (entry == null || invalidator.isTouchedByTransaction(entry.slots, regionSlot)) {
      return null;
    }
    counters.firstLevelHits.increment();
    return entry;
  }

  private @Nullable Entry<V> lookUp(K key, long now) {
    Entry<V> entry = entries.getIfPresent(key);
    if (entry == null) {
      return null;
    }
    // Also of one that is not good any more: who finds it so asks for the key as much as others do.
    entry.read();
    if (now - entry.expiresAt >= 0 || !isStillValid(entry)) {
      return null;
    }
    recent.note(this, key, entry, now);
    return entry;
  }

  /** Returns whether nothing of an entry was invalidated since its load began. */
  boolean isStillValid(Entry<V> entry) {
    return entry.isStillValid(generations, regionSlot);
  }

  boolean isExpired(Entry<V> entry) {
    return ticker.getAsLong() - entry.expiresAt >= 0;
  }

  /** Returns whether an expired entry is still better than a failure. */
  boolean isWithinLimit(Entry<V> entry) {
    return ticker.getAsLong() - entry.staleUntil < 0;
  }

  /** Reads many; returns those not found. */
  List<K> readAll(Collection<K> keys, Map<K, Entry<V>> found) {
    var absent = new ArrayList<K>();
    long now = now();
    for (K key : keys) {
      Entry<V> entry = read(key, now);
      if (entry == null) {
        absent.add(key);
      } else {
        found.put(key, entry);
      }
    }
    return absent;
  }

  /** Returns the entry of a key if it is good, also for a transaction; counts nothing. */
  @Nullable Entry<V> peek(K key) {
    Entry<V> entry = entries.policy().getIfPresentQuietly(key);
    return entry != null
            && ticker.getAsLong() - entry.expiresAt < 0
            && isStillValid(entry)
            && !invalidator.isTouchedByTransaction(entry.slots, regionSlot)
        ? entry
        : null;
  }

  /** Returns the entry of a key that has expired, is not invalidated and still within its limit. */
  Optional<Entry<V>> findStale(K key) {
    Entry<V> entry = entries.policy().getIfPresentQuietly(key);
    return entry != null && isWithinLimit(entry) && isStillValid(entry)
        ? Optional.of(entry)
        : Optional.empty();
  }

  /** Keeps an entry, unless it was invalidated since its load began. */
  void keep(K key, Entry<V> entry) {
    if (isStillValid(entry)) {
      Entry<V> before = entries.policy().getIfPresentQuietly(key);
      if (before != null) {
        entry.inherit(before, ticker.getAsLong());
      }
      entries.put(key, entry);
      recent.forget(this, key);
    }
  }

  /** Takes note of what an entry weighs, if it is still here. */
  void weighAgain(K key, Entry<V> entry, int bytes) {
    if (entry.weightBytes != bytes) {
      entry.weightBytes = bytes;
      entries.asMap().replace(key, entry, entry);
    }
  }

  /** Forgets the entry of a key. */
  void drop(K key) {
    entries.invalidate(key);
    recent.forget(this, key);
  }

  /** Returns whether a load of this key that began then is still worth waiting for. */
  boolean isUntouched(int[] slots, long since) {
    return generations.isUntouched(regionSlot, since) && generations.isValid(slots, since);
  }

  void weightMax(long bytes) {
    eviction().setMaximum(bytes);
  }

  /** Returns the keys that the policy would keep longest, hottest first. */
  List<Map.Entry<K, Entry<V>>> hottest(int count) {
    return List.copyOf(eviction().hottest(count).entrySet());
  }

  private Policy.Eviction<K, Entry<V>> eviction() {
    return entries.policy().eviction().orElseThrow();
  }

  int keySlot(K key) {
    return Slots.of(Slots.Kind.KEY, spec.pattern().render(key));
  }

  int regionSlot() {
    return regionSlot;
  }

  boolean isTold() {
    return isTold;
  }

  Counters counters() {
    return counters;
  }

  RegionStatistics statistics() {
    return counters.read(
        spec.pattern().pattern(),
        spec.ttl(),
        entries.estimatedSize(),
        eviction().weightedSize().orElse(0));
  }
}
