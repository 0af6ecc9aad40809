package dev.trimtab.pool.gate;

import java.util.concurrent.atomic.AtomicInteger;

/** A thread in the queue; let in, turned away or gone, whichever is first. */
final class Waiter {

  private static final int WAITING = 0;
  private static final int IN = 1;
  private static final int GONE = 2;
  private static final int TURNED_AWAY = 3;

  private final Thread thread;
  private final long deadline;
  private final AtomicInteger state = new AtomicInteger(WAITING);

  /**
   * Makes one of a thread.
   *
   * @param deadline when it will have waited long enough, by the gate's clock, nanoseconds
   */
  Waiter(Thread thread, long deadline) {
    this.thread = thread;
    this.deadline = deadline;
  }

  Thread thread() {
    return thread;
  }

  /** Returns for how long it may still wait, in nanoseconds; none or fewer if its time is over. */
  long nanosLeft(long now) {
    return deadline - now;
  }

  boolean isWaiting() {
    return state.get() == WAITING;
  }

  Gate.Entry outcome() {
    return state.get() == IN ? Gate.Entry.ENTERED : Gate.Entry.TURNED_AWAY;
  }

  boolean turnAway() {
    return state.compareAndSet(WAITING, TURNED_AWAY);
  }

  boolean letIn() {
    return state.compareAndSet(WAITING, IN);
  }

  boolean giveUp() {
    return state.compareAndSet(WAITING, GONE);
  }
}
