package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * How a region's entries come to be: the second level, the loader, and who waits for whom.
 *
 * <p>One thread fills a key, the others wait for it, unless the key was invalidated after that
 * thread began: then what it brings is too old for them, and the next one begins anew.
 */
final class Filling<K, V> {

  /** Invalidated so often while it loads, a key is loaded by each reader for himself. */
  private static final int ATTEMPTS_MAX = 3;

  /** While loading fails, a key is tried once in this time; in between, stale is good enough. */
  private static final Duration STALE_PAUSE = Duration.ofSeconds(1);

  private final RegionSpec<K, V> spec;
  private final FirstLevel<K, V> firstLevel;
  private final Optional<Remote<K, V>> remote;
  private final Context context;
  private final Lives<V> lives;
  private final Map<K, Flight<V>> flights = new ConcurrentHashMap<>();
  private final Refreshing<K, V> refreshing;
  private final Entries<K, V> entries;
  private final BatchFilling<K, V> batches;
  private final Counters counters;

  /** What all regions of a cache share. */
  record Context(
      Generations generations,
      Sources sources,
      CacheSettings settings,
      CacheListener listener,
      Invalidator invalidator,
      Loads loads,
      Executor background) {}

  Filling(
      RegionSpec<K, V> spec,
      FirstLevel<K, V> firstLevel,
      Optional<Remote<K, V>> remote,
      Lives<V> lives,
      Context context) {
    this.spec = spec;
    this.firstLevel = firstLevel;
    this.remote = remote;
    this.lives = lives;
    this.context = context;
    this.counters = firstLevel.counters();
    this.refreshing = new Refreshing<>(this, firstLevel, remote);
    this.entries = new Entries<>(spec, firstLevel, lives);
    this.batches = new BatchFilling<>(this, spec, firstLevel, remote, entries);
  }

  static <V> Loaded<V> plain(Optional<V> value) {
    return new Loaded<>(value, Optional.empty(), List.of());
  }

  Loader<K, Loaded<V>> ownLoader() {
    if (spec.loader().isPresent()) {
      Loader<K, Optional<V>> loader = spec.loader().get();
      return key -> plain(loader.load(key));
    }
    BatchLoader<K, V> loader = ownBatchLoader();
    return key -> {
      java.util.Set<K> one = java.util.Set.of(key);
      return plain(Optional.ofNullable(loader.load(one).get(key)));
    };
  }

  BatchLoader<K, V> ownBatchLoader() {
    return spec.batchLoader()
        .orElseThrow(() ->
            new IllegalStateException(
                "region %s has no loader of its own: declare it with loadedBy or loadedInBatchesBy, or give one to the call"
                    .formatted(spec.pattern())));
  }

  /** Returns the entry of a key that is not in the first level. */
  Entry<V> fill(K key, Loader<K, Loaded<V>> loader) {
    return fill(key, loader, Flight.Purpose.ASKED);
  }

  private Entry<V> fill(K key, Loader<K, Loaded<V>> loader, Flight.Purpose purpose) {
    if (context.invalidator().isInTransaction()) {
      return loadUnkept(key, loader);
    }
    int[] slots = entries.knownSlots(key);
    Patience patience = patience();
    for (int attempt = 0; attempt < ATTEMPTS_MAX && !patience.isOver(); attempt++) {
      var mine = new Flight<V>(context.generations().now(), slots, purpose);
      Optional<Flight<V>> other = join(key, mine);
      if (other.isEmpty()) {
        return lead(key, mine, loader);
      }
      Optional<Entry<V>> entry = await(other.get(), patience);
      if (entry.isPresent()) {
        counters.misses.increment();
        return entry.get();
      }
    }
    return loadAlone(key, loader);
  }

  Patience patience() {
    return Patience.of(context.settings().waitMax());
  }

  /** Takes the lead for a key whose entry is still good, if nobody has it. */
  Optional<Flight<V>> takeOff(K key) {
    var mine =
        new Flight<V>(context.generations().now(), entries.knownSlots(key), Flight.Purpose.AGAIN);
    return flights.putIfAbsent(key, mine) == null ? Optional.of(mine) : Optional.empty();
  }

  /** Takes the lead for a key, or returns the flight to wait for. */
  Optional<Flight<V>> join(K key, Flight<V> mine) {
    while (true) {
      Flight<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        return Optional.empty();
      }
      if (firstLevel.isUntouched(other.slots(), other.since())) {
        return Optional.of(other);
      }
      if (flights.replace(key, other, mine)) {
        return Optional.empty();
      }
    }
  }

  /** Returns what a flight brought, if it is good for somebody who came later than it began. */
  Optional<Entry<V>> await(Flight<V> flight, Patience patience) {
    try {
      return flight
          .await(patience)
          .filter(entry -> firstLevel.isUntouched(entry.slots, flight.since()));
    } catch (TimeoutException _) {
      return Optional.empty();
    }
  }

  /** Ends a flight well. */
  void land(K key, Flight<V> flight, Entry<V> entry) {
    flight.landing().complete(entry);
    flights.remove(key, flight);
  }

  /** Ends a flight; who waits for it and tries again shall not find it any more. */
  void fail(K key, Flight<V> flight, Throwable failure) {
    flights.remove(key, flight);
    flight.landing().completeExceptionally(failure);
  }

  private Entry<V> lead(K key, Flight<V> flight, Loader<K, Loaded<V>> loader) {
    try {
      // The flight before ours may have landed between our look and our lead.
      Entry<V> landed = firstLevel.peek(key);
      if (landed != null) {
        counters.firstLevelHits.increment();
        land(key, flight, landed);
        return landed;
      }
      Entry<V> entry = bring(key, flight, loader);
      land(key, flight, entry);
      return entry;
    } catch (Throwable e) {
      fail(key, flight, e);
      throw e;
    }
  }

  private Entry<V> bring(K key, Flight<V> flight, Loader<K, Loaded<V>> loader) {
    Optional<Entry<V>> found = remote.flatMap(level -> level.find(key, flight.since()));
    if (found.isPresent() && !firstLevel.isExpired(found.get())) {
      counters.secondLevelHits.increment();
      firstLevel.keep(key, found.get());
      return found.get();
    }
    counters.misses.increment();
    Optional<Entry<V>> stale = found.or(() -> firstLevel.findStale(key));
    boolean isLeased = spec.isLoadedOncePerCluster() && remote.isPresent();
    try {
      return isLeased
          ? new Leasing<>(this, remote.get()).bring(key, flight, loader)
          : loadAndKeep(key, flight, loader, () -> {});
    } catch (RuntimeException e) {
      return staleInstead(key, stale, e);
    }
  }

  /** An expired entry is better than a failure; one that was invalidated is not. */
  Entry<V> staleInstead(K key, Optional<Entry<V>> stale, RuntimeException failure) {
    Optional<Entry<V>> usable =
        stale.filter(entry -> firstLevel.isStillValid(entry) && firstLevel.isWithinLimit(entry));
    context.listener().loadFailed(region(), failure, usable.isPresent());
    Entry<V> entry = usable.orElseThrow(() -> failure);
    counters.servedStale.increment();
    firstLevel.keep(key, lives.extended(entry, STALE_PAUSE));
    return entry;
  }

  /**
   * Loads, keeps on both levels, and lets the others go on before the second level is written.
   *
   * @param whenWritten runs when the second level has it or will never have it
   */
  Entry<V> loadAndKeep(K key, Flight<V> flight, Loader<K, Loaded<V>> loader, Runnable whenWritten) {
    Entry<V> entry;
    try {
      entry = load(key, flight.since(), loader, flight.purpose());
    } catch (Throwable e) {
      whenWritten.run();
      throw e;
    }
    firstLevel.keep(key, entry);
    flight.landing().complete(entry);
    if (spec.isRefreshedAhead() && hasOwnLoader()) {
      refreshing.watch(key, entry);
    }
    write(key, entry, whenWritten);
    return entry;
  }

  void write(K key, Entry<V> entry, Runnable whenWritten) {
    if (remote.isEmpty() || !firstLevel.isStillValid(entry)) {
      whenWritten.run();
      return;
    }
    try {
      remote.get().write(key, entry, whenWritten);
    } catch (CacheException e) {
      counters.secondLevelFailures.increment();
      context.listener().refused(region(), String.valueOf(e.getMessage()));
    }
  }

  private Entry<V> load(K key, long since, Loader<K, Loaded<V>> loader, Flight.Purpose purpose) {
    long from = context.sources().ticker().getAsLong();
    try {
      Loaded<V> loaded = context.loads().run(spec.pattern().pattern(), () -> loader.load(key));
      long nanos = context.sources().ticker().getAsLong() - from;
      loadedIn(nanos, 1);
      return purpose == Flight.Purpose.AGAIN
          ? entries.again(key, loaded, since, nanos)
          : entries.entry(key, loaded, since, nanos);
    } catch (RuntimeException e) {
      counters.loadFailures.increment();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(CacheException.Code.INTERRUPTED, "interrupted while loading", e);
    } catch (Exception e) {
      counters.loadFailures.increment();
      throw new CacheException(
          CacheException.Code.LOAD_FAILED, "loading %s failed".formatted(text(key)), e);
    }
  }

  void loadedIn(long nanos, int keys) {
    counters.loads.increment();
    counters.loadedKeys.add(keys);
    counters.loadNanos.add(nanos);
    context.listener().loaded(region(), keys, Duration.ofNanos(nanos));
  }

  private Entry<V> loadAlone(K key, Loader<K, Loaded<V>> loader) {
    counters.misses.increment();
    long since = context.generations().now();
    Entry<V> entry = load(key, since, loader, Flight.Purpose.ASKED);
    firstLevel.keep(key, entry);
    return entry;
  }

  /** Inside a transaction a loader sees what others must not, so nothing of it is kept. */
  private Entry<V> loadUnkept(K key, Loader<K, Loaded<V>> loader) {
    counters.misses.increment();
    return load(key, context.generations().now(), loader, Flight.Purpose.ASKED);
  }

  /** Considers loading a key anew, on another thread, while its entry is still good. */
  void refresh(K key, Entry<V> entry, Loader<K, Loaded<V>> loader) {
    refreshing.consider(key, entry, loader);
  }

  /** Fills many keys: one read of the second level, one load of what it has not. */
  void fillAll(List<K> keys, BatchLoader<K, V> loader, Map<K, Entry<V>> entries) {
    batches.fillAll(keys, loader, entries, Flight.Purpose.ASKED);
  }

  boolean isInSecondLevel() {
    return remote.isPresent();
  }

  /** Keeps what was read ahead for a key. Returns whether it was good. */
  boolean accept(K key, byte[] bytes, long since) {
    Optional<Entry<V>> entry =
        remote
            .flatMap(level -> level.read(key, bytes, since))
            .filter(found -> !firstLevel.isExpired(found));
    entry.ifPresent(found -> firstLevel.keep(key, found));
    return entry.isPresent();
  }

  /** Loads keys that were not asked for yet, if there is a loader of the region's own for it. */
  void loadAhead(List<K> keys) {
    if (!hasOwnLoader() || !context.loads().tryBeginAhead()) {
      return;
    }
    try {
      fillWithOwn(keys);
    } catch (RuntimeException e) {
      context.listener().loadFailed(region(), e, false);
    } finally {
      context.loads().endAhead();
    }
  }

  private boolean hasOwnLoader() {
    return spec.loader().isPresent() || spec.batchLoader().isPresent();
  }

  private void fillWithOwn(List<K> keys) {
    List<K> absent = keys.stream().filter(key -> firstLevel.peek(key) == null).toList();
    if (absent.isEmpty()) {
      return;
    }
    if (spec.batchLoader().isPresent()) {
      batches.fillAll(absent, ownBatchLoader(), new HashMap<>(), Flight.Purpose.AHEAD);
    } else {
      absent.forEach(key -> fill(key, ownLoader(), Flight.Purpose.AHEAD));
    }
  }

  /** Brings keys into the first level, from the second or by the region's own loader. */
  int warm(List<K> keys) {
    List<K> absent = keys.stream().filter(key -> firstLevel.peek(key) == null).toList();
    long since = context.generations().now();
    remote.ifPresent(level ->
        level.findAll(absent, since).entrySet().stream()
            .filter(found -> !firstLevel.isExpired(found.getValue()))
            .forEach(found -> firstLevel.keep(found.getKey(), found.getValue())));
    if (hasOwnLoader()) {
      fillWithOwn(absent);
    }
    return (int) absent.stream().filter(key -> firstLevel.peek(key) != null).count();
  }

  /** Makes a key stale everywhere and keeps a value, if what it depends on was left alone. */
  void put(K key, Loaded<V> value) {
    Invalidator invalidator = context.invalidator();
    int keySlot = firstLevel.keySlot(key);
    if (invalidator.isInTransaction()) {
      invalidator.invalidate(new int[] {keySlot}, List.of(text(key)));
      return;
    }
    long before = context.generations().now();
    int[] others =
        IntStream.concat(
                IntStream.of(entries.allSlots(key, value)).filter(slot -> slot != keySlot),
                IntStream.of(firstLevel.regionSlot()))
            .toArray();
    invalidator
        .invalidateForPut(keySlot, others, before)
        .ifPresent(since -> {
          Entry<V> entry = entries.entry(key, value, since, 0);
          firstLevel.keep(key, entry);
          remote.ifPresent(level -> level.write(key, entry, () -> {}));
        });
  }

  String text(K key) {
    return spec.pattern().render(key);
  }

  String region() {
    return spec.pattern().pattern();
  }

  Context context() {
    return context;
  }

  FirstLevel<K, V> firstLevel() {
    return firstLevel;
  }

  /** Returns what loading a key takes on average so far, nanoseconds; 0 before the first. */
  long meanLoadNanos() {
    long keys = counters.loadedKeys.sum();
    return keys == 0 ? 0 : counters.loadNanos.sum() / keys;
  }
}
