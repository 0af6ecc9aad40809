package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Makes slots stale: here at once, in the second level and with it everywhere, or after the
 * transaction around it.
 */
final class Invalidator {

  private final Generations generations;
  private final CacheListener listener;
  private final TransactionHook hook;
  private final Optional<Link> link;

  /** One per cache and not one per program: a thread may use two caches at once. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable CacheTransaction> begun = new ThreadLocal<>();

  private final ConcurrentHashMap<TransactionHook.Current, Deferred> deferred =
      new ConcurrentHashMap<>();

  /** Transactions with something deferred. Zero nearly always, and then readers look no further. */
  private final AtomicInteger open = new AtomicInteger();

  private final LongAdder invalidations = new LongAdder();
  private final LongAdder flushes = new LongAdder();

  Invalidator(
      Generations generations, CacheListener listener, TransactionHook hook, Optional<Link> link) {
    this.generations = generations;
    this.listener = listener;
    this.hook = hook;
    this.link = link;
  }

  /**
   * @param keys full keys that the second level may forget, to save memory
   */
  void invalidate(int[] slots, List<String> keys) {
    if (slots.length == 0) {
      return;
    }
    Optional<TransactionHook.Current> current = current();
    if (current.isPresent()) {
      defer(current.get(), slots, keys);
    } else {
      invalidateNow(slots, keys);
    }
  }

  private void invalidateNow(int[] slots, List<String> keys) {
    generations.stampLocally(slots);
    invalidations.increment();
    listener.invalidated(slots.length, true);
    link.ifPresent(shared -> {
      if (shared.invalidate(slots, new int[0]).isEmpty()) {
        // Untold: what others wrote until we went offline may have been read since the first stamp.
        generations.stampLocally(slots);
      }
      shared.forget(keys);
    });
  }

  private void defer(TransactionHook.Current current, int[] slots, List<String> keys) {
    Deferred waiting =
        deferred.computeIfAbsent(
            current,
            transaction -> {
              open.incrementAndGet();
              transaction.afterCompletion(isCommitted -> completed(transaction, isCommitted));
              return new Deferred();
            });
    waiting.add(slots, keys);
  }

  private void completed(TransactionHook.Current transaction, boolean isCommitted) {
    Deferred waiting = deferred.remove(transaction);
    if (waiting == null) {
      return;
    }
    open.decrementAndGet();
    if (!isCommitted) {
      return;
    }
    if (waiting.isEverything()) {
      flush("one transaction invalidated more than %,d slots".formatted(Deferred.SLOTS_MAX));
    } else {
      invalidateNow(waiting.allSlots(), waiting.allKeys());
    }
  }

  /**
   * Invalidates a key in order to keep a value for it.
   *
   * @param others slots that the value depends on, too
   * @param before moment at which the caller had the value
   * @return the moment to keep it with; empty if it may be older than an invalidation
   */
  OptionalLong invalidateForPut(int keySlot, int[] others, long before) {
    long since = generations.stampLocally(new int[] {keySlot});
    invalidations.increment();
    listener.invalidated(1, true);
    if (link.isPresent()) {
      Optional<SecondLevel.State> state = link.get().invalidate(new int[] {keySlot}, others);
      if (state.isEmpty()) {
        OptionalLong again = generations.stampAgain(keySlot, since);
        return generations.isValid(others, before) ? again : OptionalLong.empty();
      }
      if (state.get().newest() > Generations.shared(before)) {
        return OptionalLong.empty();
      }
      since = Math.max(since, Generations.moment(state.get().sequence()));
    }
    return generations.isValid(others, before) ? OptionalLong.of(since) : OptionalLong.empty();
  }

  void flush(String reason) {
    generations.flushLocally();
    flushes.increment();
    listener.flushed(reason);
    link.ifPresent(shared -> {
      if (shared.flush().isEmpty()) {
        generations.flushLocally();
      }
    });
  }

  /** Begins a transaction that the caller ends; until then it is the thread's current one. */
  CacheTransaction begin() {
    if (begun.get() != null) {
      throw new IllegalStateException("this thread has a cache transaction already; end it first");
    }
    var transaction = new CacheTransaction(begun::remove);
    begun.set(transaction);
    return transaction;
  }

  private Optional<TransactionHook.Current> current() {
    CacheTransaction own = begun.get();
    return own == null ? hook.current() : Optional.of(own);
  }

  boolean isInTransaction() {
    return current().isPresent();
  }

  /** Returns whether the current transaction has changed what an entry depends on. */
  boolean isTouchedByTransaction(int[] slots, int regionSlot) {
    return open.get() != 0 && isTouched(slots, regionSlot);
  }

  private boolean isTouched(int[] slots, int regionSlot) {
    Deferred waiting = current().map(deferred::get).orElse(null);
    if (waiting == null) {
      return false;
    }
    for (int slot : slots) {
      if (waiting.touches(slot)) {
        return true;
      }
    }
    return waiting.touches(regionSlot);
  }

  long invalidations() {
    return invalidations.sum();
  }

  long flushes() {
    return flushes.sum();
  }
}
