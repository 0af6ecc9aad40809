package dev.trimtab.pool.replica;

import java.time.Duration;

/**
 * Whether a replica may be read from: it is left at once, and comes back the later the more often
 * it was left in vain. Immutable, without a clock.
 *
 * @param state in which it stands
 * @param since nanoseconds of the caller's clock
 * @param times how often in a row it was left for being slow
 */
record Standing(State state, long since, int times) {

  /** What is thought of a replica. */
  enum State {
    /** Nobody has reached it yet, or it answered only once since nobody did. */
    AWAY,
    /** It may be read from. */
    GOOD,
    /** It answers, but takes much longer than the others. */
    SLOW
  }

  static final Standing UNKNOWN = new Standing(State.AWAY, 0, 0);

  /** A replica is slow if it takes so many times as long as the fastest. */
  private static final double SLOW = 3;

  /** It is no longer slow if its probes take less than this many times as long. */
  private static final double WELL = 2;

  /** Differences below it are nobody's concern. */
  private static final long SLOW_NANOS_MIN = 500_000;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int DOUBLINGS_MAX = 5;

  /**
   * What is known of a replica and of the fastest of the others.
   *
   * @param used nanoseconds of a use, 0 if it is not known
   * @param probed nanoseconds of a probe
   * @param usedElsewhere of the fastest other replica, 0 if it is not known or there is none
   * @param probedElsewhere of the fastest other replica
   */
  record Times(long used, long probed, long usedElsewhere, long probedElsewhere) {

    private boolean isSlow() {
      return isTimes(used, usedElsewhere, SLOW) || isTimes(probed, probedElsewhere, SLOW);
    }

    private boolean isWell() {
      return !isTimes(probed, probedElsewhere, WELL);
    }

    private static boolean isTimes(long one, long other, double times) {
      return one > 0 && other > 0 && one > times * other && one - other > SLOW_NANOS_MIN;
    }
  }

  boolean isGood() {
    return state == State.GOOD;
  }

  /** Returns this after nobody could reach it, or a connection to it broke. */
  Standing unreachable(long now) {
    return new Standing(State.AWAY, now, times);
  }

  /** Returns this after it answered. */
  Standing answered(Times measured, long now) {
    return switch (state) {
      case AWAY -> new Standing(State.GOOD, now, times);
      case GOOD ->
          measured.isSlow()
              ? new Standing(State.SLOW, now, times + 1)
              : now - since > pause() * 2 ? new Standing(State.GOOD, since, 0) : this;
      case SLOW ->
          measured.isWell() && now - since > pause() ? new Standing(State.GOOD, now, times) : this;
    };
  }

  private long pause() {
    return PAUSE.toNanos() << Math.clamp(times - 1, 0, DOUBLINGS_MAX);
  }
}
