package dev.trimtab.pool.gate;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many in at once, in the order in which they came.
 *
 * <p>Who finds nobody waiting and a place free takes it with one compare-and-set. Everybody else
 * queues, and a place that is given back goes to the longest waiting: a thread that has just come
 * out cannot take it from under them, however fast it comes back. That is what keeps hundreds of
 * virtual threads from starving each other, and it is not slower than letting them fight, because
 * each is woken once and finds its place taken for it.
 *
 * <p>A thread that comes back at once, again and again, may be let in again a few times before its
 * place goes to the next: waking another costs more than a short use itself. That is for who sees
 * the whole to allow, with {@link #letStay}: a place that is kept free for somebody who does not
 * come back is lost until the next one leaves.
 *
 * <p>Thread-safe. Nothing blocks but {@link #enter}.
 */
public final class Gate {

  private final LongSupplier nanoClock;
  private final int waitingMax;

  /**
   * Two numbers that change together, in one word: below, the free places, which are fewer than
   * none after the limit was lowered while more were inside and so are kept with {@link #NONE}
   * added; above, how many have left, which starts at zero again after four thousand million.
   */
  private final AtomicLong places;

  private static final long NONE = 1L << 30;
  private static final long ONE_LEFT = 1L << 32;
  private static final long FREE = ONE_LEFT - 1;

  /**
   * So often, on average, a thread comes back before its place goes to the next; a power of two.
   */
  private static final int TURN = 8;

  private volatile boolean mayStay;

  private final AtomicInteger limit;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
  private final Deadlines deadlines;

  /**
   * Creates a gate.
   *
   * @param limit how many may be inside at once, at least 1
   * @param waitingMax how many may wait; who comes then is turned away at once
   */
  public Gate(int limit, int waitingMax, LongSupplier nanoClock) {
    this.limit = new AtomicInteger(limit);
    this.places = new AtomicLong(NONE + limit);
    this.waitingMax = waitingMax;
    this.nanoClock = nanoClock;
    this.deadlines = new Deadlines(queue, nanoClock);
  }

  /** What became of a wish to enter. */
  public enum Entry {
    /** Inside; {@link #leave} has to follow. */
    ENTERED,
    /** The time was over. */
    TIMED_OUT,
    /** Too many wait already. */
    FULL,
    /** The thread was interrupted; its interrupt status is set. */
    INTERRUPTED,
    /** All that waited were turned away. */
    TURNED_AWAY
  }

  /** Enters if nobody waits and there is a place, without waiting. */
  public boolean tryEnter() {
    return (mayStay || waiting.get() == 0) && takeFree();
  }

  /**
   * Waits for a place.
   *
   * @param nanosMax how long at most; not negative
   */
  public Entry enter(long nanosMax) {
    if (tryEnter()) {
      return Entry.ENTERED;
    }
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      return Entry.FULL;
    }
    var waiter = new Waiter(Thread.currentThread(), nanoClock.getAsLong() + nanosMax);
    queue.add(waiter);
    // A place that became free before this one stood in the queue would wake nobody.
    admit(0);
    return await(waiter);
  }

  private Entry await(Waiter waiter) {
    while (waiter.isWaiting()) {
      long now = nanoClock.getAsLong();
      boolean isInterrupted = Thread.currentThread().isInterrupted();
      if (waiter.nanosLeft(now) <= 0 || isInterrupted) {
        if (waiter.giveUp()) {
          waiting.decrementAndGet();
          queue.remove(waiter);
          return isInterrupted ? Entry.INTERRUPTED : Entry.TIMED_OUT;
        }
        return waiter.outcome();
      }
      deadlines.park(waiter, now);
    }
    return waiter.outcome();
  }

  /** Gives a place back; the longest waiting gets it. */
  public void leave() {
    long before = places.getAndAdd(ONE_LEFT + 1);
    if (waiting.get() > 0) {
      boolean isKept = mayStay && (left(before) & (TURN - 1)) != 0;
      // What was kept for those who left earlier, and have not come back by now, is not kept on.
      admit(isKept ? 1 : 0);
    }
  }

  /**
   * Allows threads to come back a few times before their place goes to the next, or no longer does.
   */
  public void letStay(boolean isAllowed) {
    mayStay = isAllowed;
    if (!isAllowed) {
      admit(0);
    }
  }

  /** Lets in whom places have been kept from until now. */
  public void endStays() {
    admit(0);
  }

  /** Sends away all that wait now; those inside stay. */
  public void turnAway() {
    for (Waiter first = queue.poll(); first != null; first = queue.poll()) {
      if (first.turnAway()) {
        waiting.decrementAndGet();
        LockSupport.unpark(first.thread());
      }
    }
    deadlines.lookNow();
  }

  /** Returns how many have left since the gate was made, modulo 2^32. */
  public int left() {
    return left(places.get());
  }

  private static int left(long places) {
    return (int) (places >>> 32);
  }

  private static int free(long places) {
    return (int) ((places & FREE) - NONE);
  }

  /**
   * Changes how many may be inside. Nobody is thrown out: after it was lowered, as many have to
   * leave before somebody enters.
   */
  public void limitTo(int wanted) {
    int before = limit.getAndSet(wanted);
    places.addAndGet(wanted - before);
    admit(0);
  }

  public int limit() {
    return limit.get();
  }

  /** Returns how many are inside. */
  public int inside() {
    return Math.max(0, limit.get() - free(places.get()));
  }

  public int waiting() {
    return waiting.get();
  }

  private boolean takeFree() {
    return takeFree(0);
  }

  private boolean takeFree(int kept) {
    for (long now = places.get(); free(now) > kept; now = places.get()) {
      if (places.compareAndSet(now, now - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets those in that wait longest.
   *
   * @param kept places that stay free all the same
   */
  private void admit(int kept) {
    while (!queue.isEmpty() && takeFree(kept)) {
      Waiter first = firstStillWaiting();
      if (first == null) {
        // Who queued meanwhile found no place free, because we had it: look again.
        places.incrementAndGet();
        continue;
      }
      waiting.decrementAndGet();
      LockSupport.unpark(first.thread());
    }
  }

  private @Nullable Waiter firstStillWaiting() {
    for (Waiter first = queue.poll(); first != null; first = queue.poll()) {
      if (first.letIn()) {
        return first;
      }
    }
    return null;
  }
}
