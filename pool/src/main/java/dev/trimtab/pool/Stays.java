package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;

/**
 * Decides whether threads may come back a few times before their place goes to the next: where uses
 * are short, waking another thread costs more than a use. Used by the steering thread.
 */
final class Stays {

  /**
   * Waking a thread costs some ten microseconds of a processor. Where each has so many uses a
   * second to do, that is a tenth of its time; with fewer it is not worth that anybody waits
   * longer.
   */
  private static final double USES_MIN = 10_000;

  /** With fewer places one that is kept in vain is a good part of them. */
  private static final int LIMIT_MIN = 3;

  /** If the places are used less than this although threads wait, those kept are kept in vain. */
  private static final double USED_MIN = 0.8;

  /** Ten seconds of windows; then it is tried again. */
  private static final int PAUSE_WINDOWS = 50;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Gate gate;
  private int pause;
  private boolean isAllowed;

  Stays(Gate gate) {
    this.gate = gate;
  }

  /**
   * A window is over.
   *
   * @param inside places taken, averaged
   * @param waiting threads that waited, averaged
   * @param rate connections given back per second
   */
  void after(double inside, double waiting, double rate) {
    boolean isOfUse = waiting >= 1 && gate.limit() >= LIMIT_MIN && rate >= USES_MIN * PROCESSORS;
    if (isAllowed && isOfUse && inside < USED_MIN * gate.limit()) {
      pause = PAUSE_WINDOWS;
    }
    pause = Math.max(0, pause - 1);
    allow(isOfUse && pause == 0);
  }

  private void allow(boolean now) {
    if (now != isAllowed) {
      isAllowed = now;
      gate.letStay(now);
    }
  }

  /** A tick is over: whom a place was kept from since the last one waits no longer. */
  void tick() {
    if (isAllowed) {
      gate.endStays();
    }
  }
}
