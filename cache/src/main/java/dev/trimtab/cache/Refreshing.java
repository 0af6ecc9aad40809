package dev.trimtab.cache;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads entries anew, on other threads, while they are still good. */
final class Refreshing<K, V> {

  /** Entries that are watched for their end: 200 bytes and a key each in the timer. */
  private static final int WATCHED_MAX = 10_000;

  private final Filling<K, V> filling;
  private final FirstLevel<K, V> firstLevel;
  private final Optional<Remote<K, V>> remote;
  private final RefreshRule rule;
  private final AtomicInteger watched = new AtomicInteger();

  Refreshing(Filling<K, V> filling, FirstLevel<K, V> firstLevel, Optional<Remote<K, V>> remote) {
    this.filling = filling;
    this.firstLevel = firstLevel;
    this.remote = remote;
    this.rule = new RefreshRule(context().sources().dice());
  }

  private Filling.Context context() {
    return filling.context();
  }

  private long now() {
    return context().sources().ticker().getAsLong();
  }

  /**
   * Sees to it that an entry whose key is read often is loaded anew before its end, though no read
   * may come at the right time; only with a loader of the region's own, for who lends his for one
   * read may not expect it to be called later. The timer keeps no entry from being evicted.
   */
  void watch(K key, Entry<V> entry) {
    if (watched.get() >= WATCHED_MAX) {
      return;
    }
    watched.incrementAndGet();
    long delay = Math.max(0, entry.expiresAt - RefreshRule.lead(entry) - now());
    var seen = new WeakReference<>(entry);
    CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, context().background())
        .execute(() -> watchEnds(key, seen));
  }

  private void watchEnds(K key, WeakReference<Entry<V>> seen) {
    watched.decrementAndGet();
    Entry<V> entry = seen.get();
    if (entry != null && firstLevel.peek(key) == entry && RefreshRule.isHot(entry, now())) {
      begin(key, entry, filling.ownLoader());
    }
  }

  /** Considers loading a key anew. */
  void consider(K key, Entry<V> entry, Loader<K, Loaded<V>> loader) {
    if (!entry.isRefreshTried && rule.isDue(entry, now())) {
      begin(key, entry, loader);
    }
  }

  private void begin(K key, Entry<V> entry, Loader<K, Loaded<V>> loader) {
    if (entry.isRefreshTried || !context().loads().tryBeginAhead()) {
      return;
    }
    entry.isRefreshTried = true;
    Optional<Flight<V>> mine = filling.takeOff(key);
    if (mine.isEmpty()) {
      context().loads().endAhead();
      return;
    }
    try {
      context().background().execute(() -> run(key, entry, mine.get(), loader));
    } catch (RejectedExecutionException e) {
      // The cache was closed; what it holds may still be read.
      filling.fail(key, mine.get(), e);
      context().loads().endAhead();
    }
  }

  private void run(K key, Entry<V> entry, Flight<V> mine, Loader<K, Loaded<V>> loader) {
    try {
      Optional<Entry<V>> newer =
          remote
              .flatMap(level -> level.find(key, mine.since()))
              .filter(found -> found.loadedAtMillis > entry.loadedAtMillis)
              .filter(found -> !firstLevel.isExpired(found));
      if (newer.isPresent()) {
        firstLevel.keep(key, newer.get());
        filling.land(key, mine, newer.get());
        return;
      }
      firstLevel.counters().refreshes.increment();
      filling.land(key, mine, filling.loadAndKeep(key, mine, loader, () -> {}));
    } catch (Throwable e) {
      // The entry is still good. Who waits for this one, because it is not any more, loads himself.
      filling.fail(key, mine, e);
      context().listener().loadFailed(filling.region(), e, true);
      if (e instanceof Error error) {
        throw error;
      }
    } finally {
      context().loads().endAhead();
    }
  }
}
