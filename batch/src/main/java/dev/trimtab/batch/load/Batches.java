package dev.trimtab.batch.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the same code for many things, each on a virtual thread of its own, and asks for what they
 * load at once: {@code Loader#load} waits, and when all that run are waiting, the last one asks for
 * all of them. Loads that come of what was loaded wait again, so that every level of a tree costs
 * one statement.
 *
 * {@snippet :
 * try (var batches = new Batches(LoadLimits.STANDARD)) {
 *   Loader<Integer, List<Purchase>> purchases = batches.loader("purchases", shop::purchasesOf);
 *   List<Page> pages = batches.each(customers, c -> new Page(c, purchases.load(c.id())));
 * }
 * }
 *
 * <p>Made for one unit of work: what is loaded is kept until it is closed. Thread-safe.
 */
public final class Batches implements AutoCloseable {

  private static final ScopedValue<Batches> INSIDE = ScopedValue.newInstance();

  private final LoadLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final List<Loader<?, ?>> loaders = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Pieces of code that run and do not wait for a load. Guarded by {@link #lock}. */
  private int running;

  /** Pieces of code that wait. Guarded by {@link #lock}. */
  private int parked;

  /** Who asks the database right now. Guarded by {@link #lock}. */
  private @Nullable Thread asking;

  public Batches(LoadLimits limits) {
    this.limits = limits;
  }

  /** Returns a loader; each has its own keys. */
  public <K, V> Loader<K, V> loader(String name, BatchFunction<K, V> function) {
    var loader = new Loader<K, V>(name, function, this);
    lock.lock();
    try {
      loaders.add(loader);
    } finally {
      lock.unlock();
    }
    return loader;
  }

  /**
   * Runs code for each of many things.
   *
   * @return the results, in the order of the things
   * @throws RuntimeException of the first thing, in their order, whose code fails; the others run
   *     to their end
   */
  public <T, R> List<R> each(Collection<T> things, Function<? super T, ? extends R> code) {
    var results = new ArrayList<R>(things.size());
    var all = List.copyOf(things);
    for (int from = 0; from < all.size(); from += limits.tasksMax()) {
      results.addAll(some(all.subList(from, Math.min(all.size(), from + limits.tasksMax())), code));
    }
    return results;
  }

  private <T, R> List<R> some(List<T> things, Function<? super T, ? extends R> code) {
    // Who waits for tasks of its own does not run meanwhile, and nobody is to wait for it.
    int waiting = INSIDE.isBound() && INSIDE.get() == this ? 1 : 0;
    begun(things.size() - waiting);
    var futures = new ArrayList<Future<R>>(things.size());
    for (T thing : things) {
      Callable<R> task = () -> ScopedValue.where(INSIDE, this).call(() -> code.apply(thing));
      futures.add(
          threads.submit(() -> {
            try {
              return task.call();
            } finally {
              ended();
            }
          }));
    }
    try {
      return joined(futures);
    } finally {
      begun(waiting);
    }
  }

  private static <R> List<R> joined(List<Future<R>> futures) {
    var results = new ArrayList<R>(futures.size());
    RuntimeException failure = null;
    for (Future<R> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        RuntimeException its =
            e.getCause() instanceof RuntimeException r
                ? r
                : new IllegalStateException(e.getCause());
        if (failure == null) {
          failure = its;
        }
      } catch (InterruptedException e) {
        futures.forEach(f -> f.cancel(true));
        Thread.currentThread().interrupt();
        throw new LoadException("interrupted while %d tasks ran".formatted(futures.size()), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private void begun(int count) {
    lock.lock();
    try {
      running += count;
    } finally {
      lock.unlock();
    }
  }

  /** Who ends may be the one the others waited for. */
  private void ended() {
    lock.lock();
    try {
      running--;
      if (running == 0 && parked > 0) {
        answered.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  <K, V> void prime(Loader<K, V> loader, K key, V value) {
    lock.lock();
    try {
      Loader.Pending<V> pending = loader.pending(key);
      if (!pending.isDone) {
        loader.take(key);
        running += new Loader.Answer<>(pending, value, null).give();
        answered.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a key is answered; the last of all that run asks for the others, too. */
  <K, V> Loader.Pending<V> await(Loader<K, V> loader, K key) {
    lock.lock();
    try {
      Loader.Pending<V> pending = loader.pending(key);
      if (!pending.isDone) {
        await(pending);
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  private void await(Loader.Pending<?> pending) {
    // A batch function that loads is not one of those that are waited for.
    boolean isOneOfThem = INSIDE.isBound() && INSIDE.get() == this && !isAsking();
    if (isOneOfThem) {
      pending.waiters++;
      running--;
    }
    parked++;
    try {
      long left = isOneOfThem ? limits.window().toNanos() : 0;
      while (!pending.isDone) {
        boolean isTime = running <= 0 || left <= 0;
        boolean isFree = asking == null || isAsking();
        if (isTime && isFree && anyWaiting()) {
          flush();
        } else if (isTime) {
          // Somebody is asking right now.
          answered.await();
        } else {
          left = answered.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      if (isOneOfThem && !pending.isDone) {
        pending.waiters--;
        running++;
      }
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while waiting for others to load with", e);
    } finally {
      parked--;
    }
  }

  private boolean isAsking() {
    return Thread.currentThread().equals(asking);
  }

  private boolean anyWaiting() {
    return loaders.stream().anyMatch(Loader::hasWaiting);
  }

  /**
   * Asks for all that waits, with the lock given back meanwhile; one at a time, because loads of
   * one transaction share its connection.
   */
  private void flush() {
    List<Flight<?, ?>> flights = new ArrayList<>();
    loaders.stream().filter(Loader::hasWaiting).forEach(l -> flights.add(Flight.of(l)));
    Thread before = asking;
    asking = Thread.currentThread();
    lock.unlock();
    try {
      flights.forEach(flight -> flight.ask(limits.keysMax()));
    } finally {
      lock.lock();
      asking = before;
    }
    // Who has an answer runs from now on, not from when it wakes up: nobody may ask alone
    // meanwhile.
    flights.forEach(flight -> running += flight.land());
    answered.signalAll();
  }

  /** Keys of one loader on their way. */
  private static final class Flight<K, V> {
    private final Loader<K, V> loader;
    private final java.util.Map<K, Loader.Pending<V>> keys;
    private List<Loader.Answer<V>> answers = List.of();

    private Flight(Loader<K, V> loader) {
      this.loader = loader;
      this.keys = loader.take();
    }

    static <K, V> Flight<K, V> of(Loader<K, V> loader) {
      return new Flight<>(loader);
    }

    void ask(int keysMax) {
      answers = loader.ask(keys, keysMax);
    }

    /** Returns how many waited for it. */
    int land() {
      return answers.stream().mapToInt(Loader.Answer::give).sum();
    }
  }

  /** Waits for what still runs and forgets what was loaded. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
