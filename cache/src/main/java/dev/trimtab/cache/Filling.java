package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.Slots;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a region's entries come to be: second level, loader, and who waits for whom. */
class Filling<K, V> {

  private final RegionSpec<K, V> spec;
  private final FirstLevel<K, V> firstLevel;
  private final Generations generations;
  private final Sources sources;
  private final Invalidator invalidator;

  Filling(
      RegionSpec<K, V> spec,
      FirstLevel<K, V> firstLevel,
      Generations generations,
      Sources sources,
      Invalidator invalidator) {
    this.spec = spec;
    this.firstLevel = firstLevel;
    this.generations = generations;
    this.sources = sources;
    this.invalidator = invalidator;
  }

  static <V> Loaded<V> plain(Optional<V> value) {
    return new Loaded<>(value, Optional.empty(), List.of());
  }

  Loader<K, Loaded<V>> ownLoader() {
    Loader<K, Optional<V>> loader =
        spec.loader()
            .orElseThrow(() ->
                new IllegalStateException(
                    "region %s has no loader of its own; give one to loadedBy or to the call"
                        .formatted(spec.pattern())));
    return key -> plain(loader.load(key));
  }

  BatchLoader<K, V> ownBatchLoader() {
    return spec.batchLoader()
        .orElseThrow(() ->
            new IllegalStateException(
                "region %s has no batch loader of its own; give one to loadedInBatchesBy or to the call"
                    .formatted(spec.pattern())));
  }

  Entry<V> fill(K key, Loader<K, Loaded<V>> loader) {
    firstLevel.counters().misses.increment();
    long since = generations.now();
    long from = sources.ticker().getAsLong();
    try {
      Loaded<V> loaded = loader.load(key);
      Entry<V> entry = entry(key, loaded, since, sources.ticker().getAsLong() - from);
      firstLevel.keep(key, entry);
      return entry;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CacheException(
          CacheException.Code.LOAD_FAILED, "loading " + spec.pattern().render(key), e);
    }
  }

  void refresh(K key, Entry<V> entry, Loader<K, Loaded<V>> loader) {}

  void fillAll(List<K> keys, BatchLoader<K, V> loader, Map<K, Entry<V>> entries) {
    long since = generations.now();
    long from = sources.ticker().getAsLong();
    try {
      Map<K, V> values = loader.load(new LinkedHashSet<>(keys));
      long nanos = (sources.ticker().getAsLong() - from) / keys.size();
      for (K key : keys) {
        Entry<V> entry = entry(key, plain(Optional.ofNullable(values.get(key))), since, nanos);
        firstLevel.keep(key, entry);
        entries.put(key, entry);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CacheException(
          CacheException.Code.LOAD_FAILED, "loading %d keys".formatted(keys.size()), e);
    }
  }

  void put(K key, Loaded<V> value) {
    invalidator.invalidate(
        new int[] {firstLevel.keySlot(key)}, List.of(spec.pattern().render(key)));
    firstLevel.keep(key, entry(key, value, generations.now(), 0));
  }

  private Entry<V> entry(K key, Loaded<V> loaded, long since, long nanos) {
    long now = sources.ticker().getAsLong();
    Duration ttl = loaded.ttl().orElse(loaded.value().isPresent() ? spec.ttl() : spec.missingTtl());
    long expiresAt = now + ttl.toNanos();
    return new Entry<>(
        loaded.value().orElse(null),
        since,
        slots(key, loaded),
        new Entry.Life(
            now,
            Long.MAX_VALUE,
            expiresAt,
            expiresAt + spec.staleIfError().toNanos(),
            nanos,
            sources.wall().millis()),
        512);
  }

  private int[] slots(K key, Loaded<V> loaded) {
    Collection<Tag> tags = spec.tags().apply(key, loaded.value());
    IntStream own = IntStream.of(firstLevel.keySlot(key));
    IntStream entity =
        spec.pattern().entity(key).stream().mapToInt(name -> Slots.of(Slots.Kind.ENTITY, name));
    IntStream tagged =
        java.util.stream.Stream.concat(tags.stream(), loaded.tags().stream())
            .mapToInt(tag -> Slots.of(Slots.Kind.TAG, tag.name()));
    return IntStream.concat(own, IntStream.concat(entity, tagged)).distinct().toArray();
  }
}
