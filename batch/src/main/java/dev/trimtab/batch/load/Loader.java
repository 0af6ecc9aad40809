package dev.trimtab.batch.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads one kind of thing by key, for the pieces of code of one {@link Batches}. What was loaded is
 * kept until these end, so a key is asked for once.
 */
public final class Loader<K, V> {

  private final String name;
  private final BatchFunction<K, V> function;
  private final Batches batches;

  /** Guarded by the lock of {@link #batches}. */
  private final Map<K, Pending<V>> known = new HashMap<>();

  /** Guarded by the lock of {@link #batches}. */
  private Map<K, Pending<V>> waiting = new LinkedHashMap<>();

  Loader(String name, BatchFunction<K, V> function, Batches batches) {
    this.name = name;
    this.function = function;
    this.batches = batches;
  }

  /** An answer that is there or will be. */
  static final class Pending<V> {

    /** Written last, under the lock of {@link #batches}; who sees it sees the answer. */
    volatile boolean isDone;

    /** Who waits for it and for nothing else. Guarded by the lock of {@link #batches}. */
    final List<Thread> waiters = new ArrayList<>(1);

    @Nullable V value;
    @Nullable Exception failure;
  }

  /**
   * Returns what is found for a key; waits for others that want to know something, too.
   *
   * @throws NoSuchElementException if nothing is
   * @throws LoadException if asking fails, for this key or for all that were asked with it
   */
  public V load(K key) {
    return find(key)
        .orElseThrow(
            () -> new NoSuchElementException("%s has nothing for %s".formatted(name, key)));
  }

  /**
   * Returns what is found for a key, or empty.
   *
   * @throws LoadException if asking fails, for this key or for all that were asked with it
   */
  public Optional<V> find(K key) {
    Pending<V> pending = batches.await(this, notNull(key));
    if (pending.failure != null) {
      throw new LoadException(
          "%s: %s".formatted(name, pending.failure.getMessage()), pending.failure);
    }
    return Optional.ofNullable(pending.value);
  }

  /** Takes an answer that is known from elsewhere, so that nobody asks for it. */
  public void prime(K key, V value) {
    batches.prime(this, notNull(key), value);
  }

  private K notNull(K key) {
    return Objects.requireNonNull(key, () -> name + ": a key is null; ask only for keys there are");
  }

  Pending<V> pending(K key) {
    return known.computeIfAbsent(
        key,
        its -> {
          var fresh = new Pending<V>();
          waiting.put(its, fresh);
          return fresh;
        });
  }

  /** Takes one key from those that wait. */
  void take(K key) {
    waiting.remove(key);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Takes what waits, to ask for it. */
  Map<K, Pending<V>> take() {
    Map<K, Pending<V>> taken = waiting;
    waiting = new LinkedHashMap<>();
    return taken;
  }

  /** Asks, without a lock. */
  List<Answer<V>> ask(Map<K, Pending<V>> keys, int keysMax) {
    var answers = new ArrayList<Answer<V>>();
    var all = new ArrayList<>(keys.keySet());
    for (int from = 0; from < all.size(); from += keysMax) {
      List<K> some = List.copyOf(all.subList(from, Math.min(all.size(), from + keysMax)));
      ask(some, keys, answers);
    }
    return answers;
  }

  private void ask(List<K> some, Map<K, Pending<V>> keys, List<Answer<V>> answers) {
    var found = new HashMap<K, Answer<V>>();
    Exception failure = null;
    try {
      function.load(
          some,
          new BatchFunction.Answers<>() {
            @Override
            public void put(K key, V value) {
              found.put(key, new Answer<>(pendingOf(keys, key), value, null));
            }

            @Override
            public void fail(K key, Exception cause) {
              found.put(key, new Answer<>(pendingOf(keys, key), null, cause));
            }
          });
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      failure = e;
    } catch (Error e) {
      // They wait for an answer, and would for ever.
      failure = new IllegalStateException(e.toString(), e);
    }
    for (K key : some) {
      Answer<V> answer = found.get(key);
      answers.add(answer != null ? answer : new Answer<>(pendingOf(keys, key), null, failure));
    }
  }

  private Pending<V> pendingOf(Map<K, Pending<V>> keys, K key) {
    Pending<V> pending = keys.get(key);
    if (pending == null) {
      throw new IllegalArgumentException(
          "%s was answered for %s, which was not asked for".formatted(name, key));
    }
    return pending;
  }

  /** What a key was answered with. */
  record Answer<V>(Pending<V> pending, @Nullable V value, @Nullable Exception failure) {

    /** Gives it, and adds those that waited for it. */
    void give(List<Thread> woken) {
      pending.value = value;
      pending.failure = failure;
      pending.isDone = true;
      woken.addAll(pending.waiters);
      pending.waiters.clear();
    }
  }
}
