package dev.trimtab.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * A region for callers that do not want to wait: the same calls, on virtual threads. What is in the
 * first level is there at once, on the calling thread; in a transaction, which belongs to that
 * thread, everything is.
 *
 * @param <K> key
 * @param <V> value
 */
public final class AsyncRegion<K, V> {

  private final Region<K, V> region;
  private final Executor executor;

  AsyncRegion(Region<K, V> region, Executor executor) {
    this.region = region;
    this.executor = executor;
  }

  /** See {@link Region#get(Object, Loader)}. */
  public CompletableFuture<V> get(K key, Loader<K, V> loader) {
    return region.peek(key).isPresent()
        ? CompletableFuture.completedFuture(region.get(key, loader))
        : later(() -> region.get(key, loader));
  }

  /** See {@link Region#find(Object, Loader)}. */
  public CompletableFuture<Optional<V>> find(K key, Loader<K, Optional<V>> loader) {
    return region.peek(key).isPresent()
        ? CompletableFuture.completedFuture(region.find(key, loader))
        : later(() -> region.find(key, loader));
  }

  /** See {@link Region#getAll(Collection, BatchLoader)}. */
  public CompletableFuture<Map<K, V>> getAll(Collection<K> keys, BatchLoader<K, V> loader) {
    return later(() -> region.getAll(keys, loader));
  }

  /** See {@link Region#put(Object, Object)}. */
  public CompletableFuture<Void> put(K key, V value) {
    return CompletableFuture.runAsync(() -> region.put(key, value), where());
  }

  /** See {@link Region#invalidateAll(Collection)}. */
  public CompletableFuture<Void> invalidateAll(Collection<K> keys) {
    return CompletableFuture.runAsync(() -> region.invalidateAll(keys), where());
  }

  /**
   * A transaction is one of its thread: elsewhere an invalidation would leave before the commit or
   * in spite of a rollback, and a read would keep what only the transaction may see.
   */
  private Executor where() {
    return region.isInTransaction() ? Runnable::run : executor;
  }

  private <T> CompletableFuture<T> later(Callable<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        where());
  }
}
