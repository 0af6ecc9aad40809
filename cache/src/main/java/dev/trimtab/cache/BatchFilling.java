package dev.trimtab.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fills many keys at once. Keys that other threads are filling are waited for, after our own have
 * landed, so that two batches never wait for each other.
 */
final class BatchFilling<K, V> {

  private final Filling<K, V> filling;
  private final RegionSpec<K, V> spec;
  private final FirstLevel<K, V> firstLevel;
  private final Optional<Remote<K, V>> remote;
  private final Entries<K, V> form;

  BatchFilling(
      Filling<K, V> filling,
      RegionSpec<K, V> spec,
      FirstLevel<K, V> firstLevel,
      Optional<Remote<K, V>> remote,
      Entries<K, V> form) {
    this.filling = filling;
    this.spec = spec;
    this.firstLevel = firstLevel;
    this.remote = remote;
    this.form = form;
  }

  private Filling.Context context() {
    return filling.context();
  }

  private Counters counters() {
    return firstLevel.counters();
  }

  /** Fills many keys: one read of the second level, one load of what it has not. */
  void fillAll(
      List<K> keys, BatchLoader<K, V> loader, Map<K, Entry<V>> entries, Flight.Purpose purpose) {
    if (context().invalidator().isInTransaction()) {
      counters().misses.add(keys.size());
      entries.putAll(loadAll(keys, context().generations().now(), loader));
      return;
    }
    var mine = new LinkedHashMap<K, Flight<V>>();
    var others = new LinkedHashMap<K, Flight<V>>();
    long since = context().generations().now();
    Patience patience = filling.patience();
    for (Map.Entry<K, int[]> each : knownSlots(keys).entrySet()) {
      K key = each.getKey();
      var flight = new Flight<V>(since, each.getValue(), purpose);
      filling
          .join(key, flight)
          .ifPresentOrElse(other -> others.put(key, other), () -> mine.put(key, flight));
    }
    if (!mine.isEmpty()) {
      leadAll(mine, since, loader, entries);
    }
    var again = new ArrayList<K>();
    others.forEach((key, flight) ->
        filling
            .await(flight, patience)
            .ifPresentOrElse(entry -> entries.put(key, entry), () -> again.add(key)));
    counters().misses.add(others.size());
    if (!again.isEmpty()) {
      entries.putAll(loadAll(again, context().generations().now(), loader));
    }
  }

  /** A key that cannot be written fails the call before any flight has begun. */
  private Map<K, int[]> knownSlots(List<K> keys) {
    Map<K, int[]> slots = LinkedHashMap.newLinkedHashMap(keys.size());
    keys.forEach(key -> slots.computeIfAbsent(key, form::knownSlots));
    return slots;
  }

  private void leadAll(
      Map<K, Flight<V>> mine, long since, BatchLoader<K, V> loader, Map<K, Entry<V>> entries) {
    try {
      Map<K, Entry<V>> found =
          remote.map(level -> level.findAll(mine.keySet(), since)).orElse(Map.of());
      var absent = new ArrayList<K>();
      for (K key : mine.keySet()) {
        Entry<V> entry = found.get(key);
        if (entry != null && !firstLevel.isExpired(entry)) {
          land(key, entry, mine, entries);
          counters().secondLevelHits.increment();
        } else {
          absent.add(key);
        }
      }
      counters().misses.add(absent.size());
      if (!absent.isEmpty()) {
        try {
          Map<K, Entry<V>> loaded = loadAll(absent, since, loader);
          loaded.forEach((key, entry) -> land(key, entry, mine, entries));
          loaded.forEach((key, entry) -> filling.write(key, entry, () -> {}));
        } catch (RuntimeException e) {
          Map<K, Entry<V>> stale = staleInstead(absent, found, e);
          entries.putAll(stale);
          stale.forEach(
              (key, entry) -> filling.land(key, Objects.requireNonNull(mine.get(key)), entry));
        }
      }
    } catch (Throwable e) {
      mine.forEach((key, flight) -> filling.fail(key, flight, e));
      throw e;
    }
  }

  private void land(K key, Entry<V> entry, Map<K, Flight<V>> mine, Map<K, Entry<V>> entries) {
    firstLevel.keep(key, entry);
    entries.put(key, entry);
    filling.land(key, Objects.requireNonNull(mine.get(key)), entry);
  }

  private Map<K, Entry<V>> staleInstead(
      List<K> keys, Map<K, Entry<V>> found, RuntimeException failure) {
    var stale = new LinkedHashMap<K, Entry<V>>();
    for (K key : keys) {
      Optional<Entry<V>> old =
          Optional.ofNullable(found.get(key)).or(() -> firstLevel.findStale(key));
      stale.put(key, filling.staleInstead(key, old, failure));
    }
    return stale;
  }

  private Map<K, Entry<V>> loadAll(List<K> keys, long since, BatchLoader<K, V> loader) {
    long from = context().sources().ticker().getAsLong();
    try {
      Map<K, V> values =
          context()
              .loads()
              .run(spec.pattern().pattern(), () -> loader.load(new LinkedHashSet<>(keys)));
      long nanos = context().sources().ticker().getAsLong() - from;
      filling.loadedIn(nanos, keys.size());
      var entries = new LinkedHashMap<K, Entry<V>>();
      for (K key : keys) {
        @Nullable V value = values.get(key);
        entries.put(
            key,
            form.entry(key, Filling.plain(Optional.ofNullable(value)), since, nanos / keys.size()));
      }
      return entries;
    } catch (RuntimeException e) {
      counters().loadFailures.increment();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(CacheException.Code.INTERRUPTED, "interrupted while loading", e);
    } catch (Exception e) {
      counters().loadFailures.increment();
      throw new CacheException(
          CacheException.Code.LOAD_FAILED,
          "loading %d keys of %s failed".formatted(keys.size(), spec.pattern()),
          e);
    }
  }
}
