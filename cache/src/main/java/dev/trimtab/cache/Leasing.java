package dev.trimtab.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * One load per cluster: who holds a key's lease loads, the others look for what it left.
 *
 * <p>A lease ends by itself, so nobody waits for a node that died; and who has waited long enough
 * loads without one. It saves loads and guards nothing: that two nodes load the same key is never
 * wrong.
 */
final class Leasing<K, V> {

  /** A lease lasts as long as a load that is four times slower than usual. */
  private static final int LEASE_LOADS = 4;

  private static final Duration LEASE_MIN = Duration.ofMillis(250);
  private static final Duration LEASE_MAX = Duration.ofSeconds(10);

  /** Before the first load nobody knows how long one takes. */
  private static final Duration LEASE_UNKNOWN = Duration.ofSeconds(2);

  private static final long PAUSE_MIN_MILLIS = 1;
  private static final long PAUSE_MAX_MILLIS = 8;

  private final Filling<K, V> filling;
  private final Remote<K, V> remote;

  Leasing(Filling<K, V> filling, Remote<K, V> remote) {
    this.filling = filling;
    this.remote = remote;
  }

  Entry<V> bring(K key, Flight<V> flight, Loader<K, Loaded<V>> loader) {
    String token = UUID.randomUUID().toString();
    long from = filling.context().sources().ticker().getAsLong();
    long waitMax = filling.context().settings().waitMax().toNanos();
    long pause = PAUSE_MIN_MILLIS;
    while (filling.context().sources().ticker().getAsLong() - from < waitMax) {
      Optional<SecondLevel.Lease> lease = remote.tryLease(key, token, lease());
      if (lease.isEmpty()) {
        break;
      }
      Optional<Entry<V>> left =
          lease
              .get()
              .bytes()
              .flatMap(bytes -> remote.read(key, bytes, flight.since()))
              .filter(entry -> !filling.firstLevel().isExpired(entry));
      if (left.isPresent()) {
        if (lease.get().isHeld()) {
          remote.release(key, token);
        }
        filling.firstLevel().keep(key, left.get());
        return left.get();
      }
      if (lease.get().isHeld()) {
        return filling.loadAndKeep(key, flight, loader, () -> remote.release(key, token));
      }
      sleep(pause);
      pause = Math.min(PAUSE_MAX_MILLIS, pause * 2);
    }
    return filling.loadAndKeep(key, flight, loader, () -> {});
  }

  private Duration lease() {
    long mean = filling.meanLoadNanos();
    if (mean == 0) {
      return LEASE_UNKNOWN;
    }
    return Duration.ofNanos(
        Math.clamp(LEASE_LOADS * mean, LEASE_MIN.toNanos(), LEASE_MAX.toNanos()));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(
          CacheException.Code.INTERRUPTED, "interrupted while another node loads the same key", e);
    }
  }
}
