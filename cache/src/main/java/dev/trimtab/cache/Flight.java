package dev.trimtab.cache;

import java.util.Optional;
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
record Flight<V>(long since, int[] slots, Purpose purpose, CompletableFuture<Entry<V>> landing) {

  /** What a key is filled for. */
  enum Purpose {
    /** Somebody waits for it. */
    ASKED,
    /** Nobody asked yet, so its failure is nobody's but its own. */
    AHEAD,
    /** The same, while an entry of the key is still good. */
    AGAIN
  }

  Flight(long since, int[] slots, Purpose purpose) {
    this(since, slots, purpose, new CompletableFuture<>());
  }

  /**
   * Waits for the entry; throws what its loader threw.
   *
   * @return empty if it was loaded ahead and that failed
   * @throws TimeoutException when patience is over
   */
  Optional<Entry<V>> await(Patience patience) throws TimeoutException {
    try {
      return Optional.of(landing.get(patience.leftNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(
          CacheException.Code.INTERRUPTED,
          "interrupted while another thread loads the same key",
          e);
    } catch (ExecutionException e) {
      if (purpose != Purpose.ASKED) {
        return Optional.empty();
      }
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
