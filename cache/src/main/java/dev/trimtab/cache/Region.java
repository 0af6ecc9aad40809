package dev.trimtab.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All entries of one key pattern, and how they are read. Declare it once, keep it, share it between
 * threads.
 *
 * <p>Values in the first level are the very objects that loaders returned: treat them as immutable.
 *
 * @param <K> key; with equality of its own
 * @param <V> value
 */
public final class Region<K, V> {

  private final Filling<K, V> filling;
  private final FirstLevel<K, V> firstLevel;
  private final Invalidator invalidator;
  private final RegionSpec<K, V> spec;
  private final Predictor predictor;

  Region(
      RegionSpec<K, V> spec,
      FirstLevel<K, V> firstLevel,
      Filling<K, V> filling,
      Invalidator invalidator,
      Predictor predictor) {
    this.spec = spec;
    this.firstLevel = firstLevel;
    this.filling = filling;
    this.invalidator = invalidator;
    this.predictor = predictor;
  }

  /**
   * Returns the value of a key that always has one.
   *
   * @throws CacheException with {@code VALUE_MISSING} if it is known to have none
   */
  public V get(K key, Loader<K, V> loader) {
    long now = firstLevel.now();
    Entry<V> entry = read(key, now, Predictor.With.GIVEN_LOADER);
    if (entry == null || now - entry.refreshFrom >= 0) {
      entry = fillOrRefresh(key, entry, k -> Loaded.of(loader.load(k)));
    }
    V value = entry.value;
    if (value == null) {
      throw missing(key);
    }
    return value;
  }

  /** Returns the value of a key, loaded by the region's own loader. */
  public V get(K key) {
    return find(key).orElseThrow(() -> missing(key));
  }

  /** Returns the value of a key that may have none. */
  public Optional<V> find(K key, Loader<K, Optional<V>> loader) {
    long now = firstLevel.now();
    Entry<V> entry = read(key, now, Predictor.With.GIVEN_LOADER);
    if (entry == null || now - entry.refreshFrom >= 0) {
      entry = fillOrRefresh(key, entry, k -> Filling.plain(loader.load(k)));
    }
    return Optional.ofNullable(entry.value);
  }

  /** Returns the value of a key, if it has one, loaded by the region's own loader. */
  public Optional<V> find(K key) {
    long now = firstLevel.now();
    Entry<V> entry = read(key, now, Predictor.With.OWN_LOADER);
    if (entry == null || now - entry.refreshFrom >= 0) {
      entry = fillOrRefresh(key, entry, filling.ownLoader());
    }
    return Optional.ofNullable(entry.value);
  }

  /** Returns the value of a key; its loader says how long it lives and what it depends on. */
  public Optional<V> findLoaded(K key, Loader<K, Loaded<V>> loader) {
    long now = firstLevel.now();
    Entry<V> entry = read(key, now, Predictor.With.GIVEN_LOADER);
    if (entry == null || now - entry.refreshFrom >= 0) {
      entry = fillOrRefresh(key, entry, loader);
    }
    return Optional.ofNullable(entry.value);
  }

  private Entry<V> fillOrRefresh(K key, @Nullable Entry<V> entry, Loader<K, Loaded<V>> loader) {
    if (entry == null) {
      return filling.fill(key, loader);
    }
    filling.refresh(key, entry, loader);
    return entry;
  }

  private @Nullable Entry<V> read(K key, long now, Predictor.With loader) {
    Entry<V> entry = firstLevel.read(key, now);
    if (predictor.isAnyOpen()) {
      predictor.asked(this, key, loader, entry == null);
      return entry == null ? firstLevel.peek(key) : entry;
    }
    return entry;
  }

  /** Returns what this process holds for a key, if it is fresh; asks nobody and counts nothing. */
  public Optional<V> peek(K key) {
    return Optional.ofNullable(firstLevel.peek(key)).map(entry -> entry.value);
  }

  /**
   * Returns the values of those keys that have one: one read of each level, one load of the rest.
   */
  public Map<K, V> getAll(Collection<K> keys, BatchLoader<K, V> loader) {
    Map<K, Entry<V>> entries = LinkedHashMap.newLinkedHashMap(keys.size());
    List<K> absent = firstLevel.readAll(keys, entries);
    if (!absent.isEmpty()) {
      filling.fillAll(absent, loader, entries);
    }
    Map<K, V> values = LinkedHashMap.newLinkedHashMap(entries.size());
    for (K key : keys) {
      @Nullable Entry<V> entry = entries.get(key);
      if (entry != null && entry.value != null) {
        values.put(key, entry.value);
      }
    }
    return values;
  }

  /** The same with the region's own batch loader. */
  public Map<K, V> getAll(Collection<K> keys) {
    return getAll(keys, filling.ownBatchLoader());
  }

  /**
   * Makes what is cached for a key stale everywhere and keeps this value instead, if nothing that
   * it depends on was invalidated meanwhile.
   */
  public void put(K key, V value) {
    put(key, Loaded.of(value));
  }

  /** The same with a life or tags of its own. */
  public void put(K key, Loaded<V> value) {
    filling.put(key, value);
  }

  /** Makes the entry of a key stale, here and everywhere. */
  public void invalidate(K key) {
    invalidateAll(List.of(key));
  }

  /** Makes the entries of these keys stale. */
  public void invalidateAll(Collection<K> keys) {
    invalidator.invalidate(
        keys.stream().mapToInt(firstLevel::keySlot).toArray(),
        firstLevel.isTold() ? keys.stream().map(spec.pattern()::render).toList() : List.of());
    if (!invalidator.isInTransaction()) {
      // Stale already; this gives their weight back.
      keys.forEach(firstLevel::drop);
    }
  }

  /** Makes all entries of the region stale; it costs the same for one and for a million. */
  public void invalidateAll() {
    invalidator.invalidate(new int[] {firstLevel.regionSlot()}, List.of());
  }

  /** Returns whether this thread is in a transaction, which another thread would not be. */
  boolean isInTransaction() {
    return invalidator.isInTransaction();
  }

  /** Returns what the region did so far. */
  public RegionStatistics statistics() {
    return firstLevel.statistics();
  }

  /** Returns what the region was declared as. */
  public RegionSpec<K, V> spec() {
    return spec;
  }

  /** Returns the same for callers that do not want to wait. */
  public AsyncRegion<K, V> async() {
    return new AsyncRegion<>(this, filling.context().background());
  }

  // What prediction and warming up do not know the types of. Keys come from this region.

  @SuppressWarnings("unchecked")
  private K own(Object key) {
    return (K) key;
  }

  boolean isAbsent(Object key) {
    return firstLevel.peek(own(key)) == null;
  }

  boolean isLoadedInBatches() {
    return spec.batchLoader().isPresent();
  }

  boolean isInSecondLevel() {
    return filling.isInSecondLevel();
  }

  String text(Object key) {
    return spec.pattern().render(own(key));
  }

  boolean accept(Object key, byte[] bytes, long since) {
    return filling.accept(own(key), bytes, since);
  }

  void loadAhead(List<Object> keys) {
    filling.loadAhead(keys.stream().map(this::own).toList());
  }

  List<String> hottest(int count) {
    return firstLevel.hottest(count).stream()
        .map(entry -> spec.pattern().render(entry.getKey()))
        .toList();
  }

  boolean isOwn(String text) {
    return spec.pattern().parse(text).isPresent();
  }

  int warm(List<String> texts) {
    List<K> keys = texts.stream().flatMap(text -> spec.pattern().parse(text).stream()).toList();
    return filling.warm(keys);
  }

  private CacheException missing(K key) {
    return new CacheException(
        CacheException.Code.VALUE_MISSING,
        "%s has no value; ask with find where that may be".formatted(spec.pattern().render(key)));
  }
}
