package dev.trimtab.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A second level in this process, by the same contract: what is told is told in order, at once, on
 * the thread that invalidates, or later if a test holds it back.
 */
final class HeapSecondLevel implements SecondLevel {

  private final Map<String, byte[]> values = new ConcurrentHashMap<>();
  private final Map<String, String> leases = new ConcurrentHashMap<>();
  private final Map<Integer, Long> generations = new HashMap<>();
  private final List<Session> open = new CopyOnWriteArrayList<>();
  private long sequence = 1_000;
  private long floor = 1_000;

  private volatile boolean isAway;
  private Runnable beforeInvalidating = () -> {};

  /** Ends all sessions and opens none until it {@link #comes}. */
  void goes() {
    isAway = true;
    for (Session session : open) {
      session.end();
    }
    open.clear();
  }

  void comes() {
    isAway = false;
  }

  /** Forgets everything while away, and begins anew at a number. */
  synchronized void beginsAnewAt(long number) {
    values.clear();
    generations.clear();
    sequence = number;
    floor = number;
  }

  /** Something happens, once, when an invalidation has been sent and not yet arrived. */
  void beforeInvalidating(Runnable what) {
    beforeInvalidating = what;
  }

  @Override
  public SecondLevel.Session open(String name, Listener listener) {
    requireThere();
    var session = new Session(listener);
    open.add(session);
    return session;
  }

  private void requireThere() {
    if (isAway) {
      throw new CacheException(CacheException.Code.SECOND_LEVEL_FAILED, "it is away");
    }
  }

  @Override
  public void close() {}

  private synchronized State state(int[] slots) {
    long newest = 0;
    for (int slot : slots) {
      newest = Math.max(newest, generations.getOrDefault(slot, 0L));
    }
    return new State(sequence, floor, newest);
  }

  private synchronized State invalidateAll(int[] slots, int[] checked) {
    long newest = state(checked).newest();
    sequence++;
    for (int slot : slots) {
      generations.put(slot, sequence);
    }
    open.forEach(session -> session.listener.invalidated(sequence, slots));
    return new State(sequence, floor, newest);
  }

  private synchronized State flushAll(long atLeast) {
    sequence = Math.max(sequence + 1, atLeast);
    floor = sequence;
    generations.clear();
    open.forEach(session -> session.listener.flushed(sequence));
    return new State(sequence, floor, 0);
  }

  private final class Session implements SecondLevel.Session {

    private final Listener listener;
    private volatile boolean hasEnded;

    Session(Listener listener) {
      this.listener = listener;
    }

    void end() {
      hasEnded = true;
      listener.lost("it went away");
    }

    private void requireOpen() {
      if (hasEnded) {
        throw new CacheException(CacheException.Code.SECOND_LEVEL_FAILED, "the session ended");
      }
    }

    @Override
    public Optional<byte[]> get(String key) {
      requireOpen();
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
      requireOpen();
      var found = new HashMap<String, byte[]>();
      keys.forEach(key -> get(key).ifPresent(bytes -> found.put(key, bytes)));
      return found;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] bytes, Duration ttl) {
      requireOpen();
      values.put(key, bytes);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> keys) {
      requireOpen();
      // Forgetting saves memory and makes nothing right, so a second level need not do it.
      return CompletableFuture.completedStage(null);
    }

    @Override
    public State state(int[] slots) {
      requireOpen();
      return HeapSecondLevel.this.state(slots);
    }

    @Override
    public State invalidate(int[] slots, int[] checked) {
      Runnable before = beforeInvalidating;
      beforeInvalidating = () -> {};
      before.run();
      requireOpen();
      return invalidateAll(slots, checked);
    }

    @Override
    public State flush(long atLeast) {
      requireOpen();
      return flushAll(atLeast);
    }

    @Override
    public Lease tryLease(String key, String token, Duration lease) {
      requireOpen();
      return new Lease(leases.putIfAbsent(key, token) == null, get(key));
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
      leases.remove(key, token);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
