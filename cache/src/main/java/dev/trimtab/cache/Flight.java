package dev.trimtab.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One filling of one key under way, which others wait for instead of doing the same.
 *
 * @param since moment before it began
 * @param slots of the key as far as they are known before its value
 */
@SuppressWarnings("ArrayRecordComponent") // Flights are compared by identity.
record Flight<V>(long since, int[] slots, CompletableFuture<Entry<V>> landing) {

  Flight(long since, int[] slots) {
    this(since, slots, new CompletableFuture<>());
  }

  /**
   * Waits for the entry; throws what its loader threw.
   *
   * @throws TimeoutException after so long
   */
  Entry<V> await(long nanos) throws TimeoutException {
    try {
      return landing.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(
          CacheException.Code.INTERRUPTED,
          "interrupted while another thread loads the same key",
          e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
