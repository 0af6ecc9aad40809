package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;

/**
 * Decides whether threads may come back a few times before their place goes to the next: where uses
 * are short, waking another thread costs more than a use. Used by the steering thread.
 */
final class Stays {

  /**
   * Waking a thread costs some ten microseconds of a processor. Where all that this process does
   * for a use costs less than this, that is a good part of it; where it costs more, it is not worth
   * that anybody waits longer.
   */
  private static final double PROCESSOR_SECONDS_MAX = 60e-6;

  /** Nor is it where a use takes long, because a turn is several uses. */
  private static final double USE_SECONDS_MAX = 3e-3;

  /** With fewer places one that is kept in vain is a good part of them. */
  private static final int LIMIT_MIN = 3;

  /** If the places are used less than this although threads wait, those kept are kept in vain. */
  private static final double USED_MIN = 0.8;

  /** Ten seconds of windows; then it is tried again. */
  private static final int PAUSE_WINDOWS = 50;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Gate gate;
  private int pause;

  /** Under which limit places were kept in vain; of another limit that says nothing. */
  private int inVainUnder;

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
   * @param ownShare of this machine's processors that this process had
   */
  void after(double inside, double waiting, double rate, double ownShare) {
    boolean isOfUse =
        waiting >= 1
            && gate.limit() >= LIMIT_MIN
            && inside < USE_SECONDS_MAX * rate
            && ownShare * PROCESSORS < PROCESSOR_SECONDS_MAX * rate;
    int limit = gate.limit();
    if (isAllowed && isOfUse && inside < USED_MIN * limit) {
      pause = PAUSE_WINDOWS;
      inVainUnder = limit;
    }
    pause = limit == inVainUnder ? Math.max(0, pause - 1) : 0;
    allow(isOfUse && pause == 0);
  }

  /** Returns whether threads may come back before their place goes to the next. */
  boolean isAllowed() {
    return isAllowed;
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
