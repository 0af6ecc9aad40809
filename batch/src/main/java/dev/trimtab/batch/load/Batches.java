package dev.trimtab.batch.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the same code for many things, each on a virtual thread of its own, and asks for what they
 * load at once: {@code Loader#load} waits, and when all that run are waiting, the caller of {@link
 * #each}, who waits for them, asks for all of them. Loads that come of what was loaded wait again,
 * so that every level of a tree costs one statement.
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

  /** The lock is held for less than it takes to let another virtual thread run. */
  private static final int SPINS = 100;

  /** How often the caller looks for loads that wait for somebody busy, at the shortest. */
  private static final long LOOK_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long CLOSE_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final LoadLimits limits;
  private final ReentrantLock lock = new ReentrantLock();

  /** For those who may ask: callers of {@link #each}, and loads outside of it. */
  private final Condition turn = lock.newCondition();

  /** Guarded by {@link #lock}, as all below. */
  private final List<Loader<?, ?>> loaders = new ArrayList<>();

  /** Pieces of code that run and do not wait for a load. */
  private int running;

  /** Pieces of code that have not ended. */
  private int alive;

  /** When the first of the keys that wait came; 0 if none does. */
  private long waitingSince;

  /** Who asks the database right now. */
  private @Nullable Thread asking;

  /** Whether a caller has left pieces alone, so that nobody is there to ask for them. */
  private boolean isLeft;

  public Batches(LoadLimits limits) {
    this.limits = limits;
  }

  /** Returns a loader; each has its own keys. */
  public <K, V> Loader<K, V> loader(String name, BatchFunction<K, V> function) {
    var loader = new Loader<K, V>(name, function, this);
    enter();
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
    var group = new Group(things.size());
    begin(group);
    var pieces = new ArrayList<Piece<R>>(things.size());
    var threads = new ArrayList<Thread>(things.size());
    for (T thing : things) {
      var piece = new Piece<R>(() -> code.apply(thing), group);
      pieces.add(piece);
      threads.add(Thread.startVirtualThread(piece));
    }
    try {
      attend(group);
    } catch (InterruptedException e) {
      leave(group, threads);
      throw new LoadException("interrupted while %d tasks ran".formatted(things.size()), e);
    }
    return results(pieces);
  }

  /** Pieces of one call. */
  private static final class Group {
    private int left;

    /** 1 if the caller is a piece itself, which runs on when these have ended; otherwise 0. */
    private int caller;

    Group(int size) {
      left = size;
    }
  }

  /** A piece of code on its way. */
  private final class Piece<R> implements Runnable {
    private final ScopedValue.CallableOp<R, RuntimeException> code;
    private final Group group;
    private @Nullable R result;
    private @Nullable Throwable failure;

    Piece(ScopedValue.CallableOp<R, RuntimeException> code, Group group) {
      this.code = code;
      this.group = group;
    }

    @Override
    public void run() {
      try {
        result = ScopedValue.where(INSIDE, Batches.this).call(code);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        ended(group);
      }
    }
  }

  @SuppressWarnings("NullAway") // A function may return null, and R is then a type that may be.
  private static <R> List<R> results(List<Piece<R>> pieces) {
    var results = new ArrayList<R>(pieces.size());
    for (Piece<R> piece : pieces) {
      if (piece.failure instanceof RuntimeException e) {
        throw e;
      }
      if (piece.failure != null) {
        throw new IllegalStateException(piece.failure);
      }
      results.add(piece.result);
    }
    return results;
  }

  /** Who waits for pieces of its own does not run meanwhile, and nobody is to wait for it. */
  private void begin(Group group) {
    enter();
    try {
      group.caller = isOneOfThem() ? 1 : 0;
      running += group.left - group.caller;
      alive += group.left;
    } finally {
      lock.unlock();
    }
  }

  /** Who ends may be the one the others waited for. */
  private void ended(Group group) {
    enter();
    alive--;
    running--;
    group.left--;
    if (group.left == 0) {
      running += group.caller;
      group.caller = 0;
    }
    if (group.left == 0 || running <= 0) {
      turn.signalAll();
    }
    lock.unlock();
  }

  private void leave(Group group, List<Thread> threads) {
    enter();
    isLeft = true;
    running += group.caller;
    group.caller = 0;
    lock.unlock();
    threads.forEach(Thread::interrupt);
    Thread.currentThread().interrupt();
  }

  /** Waits for pieces to end, and asks for what they wait for. */
  private void attend(Group group) throws InterruptedException {
    enter();
    try {
      while (group.left > 0) {
        long left = nanosLeft();
        if (!isFree()) {
          turn.await();
        } else if (left <= 0) {
          flush();
        } else {
          long _ = turn.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long those that wait will wait for others; as long as one may when nobody waits. */
  private long nanosLeft() {
    long window = limits.window().toNanos();
    if (!anyWaiting()) {
      return Math.max(window, LOOK_NANOS_MIN);
    }
    return running <= 0 ? 0 : waitingSince + window - System.nanoTime();
  }

  <K, V> void prime(Loader<K, V> loader, K key, V value) {
    var woken = new ArrayList<Thread>();
    enter();
    try {
      Loader.Pending<V> pending = loader.pending(key);
      if (!pending.isDone) {
        loader.take(key);
        new Loader.Answer<>(pending, value, null).give(woken);
        running += woken.size();
        turn.signalAll();
      }
    } finally {
      lock.unlock();
    }
    woken.forEach(LockSupport::unpark);
  }

  /** Waits until a key is answered. */
  <K, V> Loader.Pending<V> await(Loader<K, V> loader, K key) {
    enter();
    Loader.Pending<V> pending;
    try {
      pending = loader.pending(key);
      if (pending.isDone) {
        return pending;
      }
      if (!isOneOfThem() || isLeft) {
        askFor(pending);
        return pending;
      }
      if (waitingSince == 0) {
        // 0 stands for nobody.
        waitingSince = System.nanoTime() | 1;
      }
      pending.waiters.add(Thread.currentThread());
      running--;
      if (running <= 0 || limits.window().isZero()) {
        turn.signalAll();
      }
    } finally {
      lock.unlock();
    }
    park(pending);
    return pending;
  }

  /** Without the lock: fifty that wake up would take it one after the other. */
  private void park(Loader.Pending<?> pending) {
    while (!pending.isDone) {
      LockSupport.park(pending);
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        if (giveUp(pending)) {
          throw new LoadException("interrupted while waiting for others to load with");
        }
        return;
      }
    }
  }

  /** Returns false if the answer is there already. */
  private boolean giveUp(Loader.Pending<?> pending) {
    enter();
    try {
      if (pending.isDone) {
        return false;
      }
      pending.waiters.remove(Thread.currentThread());
      running++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Asks at once: nobody else would, or it is a batch function that loads. */
  private void askFor(Loader.Pending<?> pending) {
    try {
      while (!pending.isDone) {
        if (!isFree()) {
          turn.await();
        } else if (anyWaiting()) {
          flush();
        } else {
          throw new LoadException("a batch function loads the key that it is asked for");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while somebody else asked", e);
    }
  }

  /** A batch function that loads is not one of those that are waited for. */
  private boolean isOneOfThem() {
    return INSIDE.isBound() && INSIDE.get() == this && !isAsking();
  }

  private boolean isAsking() {
    return Thread.currentThread().equals(asking);
  }

  private boolean isFree() {
    return asking == null || isAsking();
  }

  private boolean anyWaiting() {
    for (Loader<?, ?> loader : loaders) {
      if (loader.hasWaiting()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Asks for all that waits, with the lock given back meanwhile; one at a time, because loads of
   * one transaction share its connection.
   */
  private void flush() {
    List<Flight<?, ?>> flights = new ArrayList<>();
    for (Loader<?, ?> loader : loaders) {
      if (loader.hasWaiting()) {
        flights.add(Flight.of(loader));
      }
    }
    waitingSince = 0;
    Thread before = asking;
    asking = Thread.currentThread();
    lock.unlock();
    try {
      flights.forEach(flight -> flight.ask(limits.keysMax()));
    } finally {
      enter();
      asking = before;
    }
    // Who has an answer runs from now on, not from when it wakes up: nobody may ask alone
    // meanwhile.
    var woken = new ArrayList<Thread>();
    flights.forEach(flight -> flight.land(woken));
    running += woken.size();
    turn.signalAll();
    lock.unlock();
    woken.forEach(LockSupport::unpark);
    enter();
  }

  private void enter() {
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
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
      try {
        answers = loader.ask(keys, keysMax);
      } catch (RuntimeException | Error e) {
        // Of a key's equals, say. They wait for an answer, and would for ever.
        Exception failure =
            e instanceof Exception its ? its : new IllegalStateException(e.toString(), e);
        answers = keys.values().stream().map(p -> new Loader.Answer<V>(p, null, failure)).toList();
      }
    }

    /** Adds who waited for it. */
    void land(List<Thread> woken) {
      answers.forEach(answer -> answer.give(woken));
    }
  }

  /** Waits for what still runs, which only somebody who was interrupted leaves behind. */
  @Override
  public void close() {
    enter();
    try {
      long left = CLOSE_NANOS_MAX;
      while (alive > 0 && left > 0) {
        left = turn.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
