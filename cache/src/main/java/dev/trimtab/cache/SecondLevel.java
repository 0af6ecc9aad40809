package dev.trimtab.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The level that processes share: where bytes are kept by key, generations are counted, and
 * invalidations are told. Implementations know nothing of values, tags or lives.
 *
 * <p>What makes it right is small. There is one <em>sequence</em> per cache name. Each invalidation
 * takes the next number, writes it as the generation of its slots (a key, a tag, an entity, a
 * region: each is folded to a slot), and tells all sessions, in one step and in the order of the
 * numbers. An entry carries the number up to which its loader had heard of all invalidations;
 * whoever reads it compares. See docs/decisions/0014.
 */
public interface SecondLevel extends AutoCloseable {

  /**
   * Opens a session: connects, listens, and returns when invalidations are being heard. Blocks for
   * at most its connect timeout.
   *
   * @param name of the cache; caches of one name share everything, others nothing
   * @throws CacheException if that is not possible now
   */
  Session open(String name, Listener listener);

  @Override
  void close();

  /** What a session hears. Called on one thread at a time, and not blocked for long. */
  interface Listener {

    /** Slots were invalidated, as number {@code sequence}. */
    void invalidated(long sequence, int[] slots);

    /** Everything with an earlier number became stale. */
    void flushed(long sequence);

    /** The session can no longer hear or speak; it is of no more use. */
    void lost(String reason);
  }

  /**
   * The shared state, as far as asked for.
   *
   * @param sequence number of the last invalidation
   * @param floor entries with an earlier number are stale, whatever their slots say
   * @param newest highest number among the slots asked for; 0 if none was ever invalidated
   */
  record State(long sequence, long floor, long newest) {}

  /**
   * The answer to an attempt at a lease.
   *
   * @param isHeld by the token that asked
   * @param bytes kept for the key, read after the attempt: what the last holder left
   */
  record Lease(boolean isHeld, Optional<byte[]> bytes) {}

  /** One connection's life. It never heals: after {@link Listener#lost} another one is opened. */
  interface Session extends AutoCloseable {

    /** Returns the bytes kept for a key. Blocks for at most the command timeout. */
    Optional<byte[]> get(String key);

    /** Returns the bytes kept for each of the keys that has any, by one command. */
    Map<String, byte[]> getAll(Collection<String> keys);

    /** Sends bytes to be kept. The stage completes when they are, or says why not. */
    CompletionStage<Void> put(String key, byte[] bytes, Duration ttl);

    /** Sends keys to be forgotten, to save memory: what makes them stale is their slots. */
    CompletionStage<Void> forget(Collection<String> keys);

    /** Returns the state, with the generations of these slots. */
    State state(int[] slots);

    /**
     * Invalidates slots and tells all sessions. Blocks for at most the command timeout.
     *
     * @param checked slots whose newest generation the answer has, as it was before
     */
    State invalidate(int[] slots, int[] checked);

    /**
     * Makes everything stale.
     *
     * @param atLeast the new number is not smaller than this
     */
    State flush(long atLeast);

    /**
     * Takes the lease of a key if nobody has it, and then reads the key, in one round trip. Leases
     * end by themselves.
     */
    Lease tryLease(String key, String token, Duration lease);

    /** Sends that a lease is given back; nothing happens if another token holds it. */
    CompletionStage<Void> release(String key, String token);

    @Override
    void close();
  }
}
