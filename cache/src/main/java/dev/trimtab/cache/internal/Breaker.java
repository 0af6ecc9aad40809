package dev.trimtab.cache.internal;

/**
 * Decides whether the second level is spoken to. Three failures in a row open it; while open,
 * attempts are allowed ever more rarely, but always again within half a second, because recovery
 * has to be noticed within one.
 *
 * <p>Immutable and without a clock: who calls measures, this decides, who calls obeys. After
 * Nygard, <i>Release It!</i> (2007), with the half-open state as the single attempt that is due.
 *
 * @param failures in a row
 * @param isOpen whether nobody but the prober speaks to it
 * @param attempts of the prober that failed since it opened
 * @param openedAt nanoseconds of the caller's clock when the last attempt failed; 0 when closed
 */
public record Breaker(int failures, boolean isOpen, int attempts, long openedAt) {

  /** One slow answer is an accident, two may be. */
  public static final int FAILURES_MAX = 3;

  private static final long PAUSE_MIN_NANOS = 50_000_000;
  private static final long PAUSE_MAX_NANOS = 400_000_000;

  /** Closed, and nothing failed so far. */
  public static final Breaker CLOSED = new Breaker(0, false, 0, 0);

  /** Open from the start: nobody has spoken to it yet, and an attempt is due at once. */
  public static Breaker unknown(long now) {
    return new Breaker(FAILURES_MAX, true, 0, now - PAUSE_MAX_NANOS);
  }

  /** Returns what to think after an answer. */
  public Breaker afterSuccess() {
    return failures == 0 && !isOpen ? this : CLOSED;
  }

  /** Returns what to think after a call that failed or came too late. */
  public Breaker afterFailure(long now) {
    if (isOpen) {
      return new Breaker(failures, true, attempts + 1, now);
    }
    return failures + 1 >= FAILURES_MAX ? tripped(now) : new Breaker(failures + 1, false, 0, 0);
  }

  /** Returns what to think when it is known to be away, whatever was counted. */
  public Breaker tripped(long now) {
    return isOpen ? this : new Breaker(FAILURES_MAX, true, 0, now);
  }

  /** Returns nanoseconds until the next attempt is due; 0 or less if it is. */
  public long untilAttempt(long now) {
    long pause = Math.min(PAUSE_MAX_NANOS, PAUSE_MIN_NANOS << Math.min(attempts, 10));
    return isOpen ? openedAt + pause - now : 0;
  }
}
