package dev.trimtab.pool.health;

/**
 * Whether a server is worth asking: it is left as soon as it is certain that it does not answer,
 * and entered again by few at first (a circuit breaker, Nygard 2007). Immutable, without a clock.
 *
 * @param state in which it is
 * @param failures in a row, of looks at the server
 * @param windows since it answered again
 */
public record Breaker(State state, int failures, int windows) {

  /** What is thought of the server. */
  public enum State {
    /** It answers. */
    CLOSED,
    /** It does not; nobody is let through, and somebody looks again and again. */
    OPEN,
    /** It answers again; more are let through every window. */
    HALF_OPEN
  }

  public static final Breaker CLOSED = new Breaker(State.CLOSED, 0, 0);

  /** The first failure may be that of one connection; the second one is of a new connection. */
  private static final int FAILURES_MAX = 2;

  /** A server that has come back is cold and may go again: one, two, four, … so many times. */
  private static final int DOUBLINGS = 6;

  /** Returns this after the server answered a look. */
  public Breaker answered() {
    return switch (state) {
      case CLOSED -> CLOSED;
      case OPEN -> new Breaker(State.HALF_OPEN, 0, 0);
      case HALF_OPEN ->
          windows + 1 > DOUBLINGS ? CLOSED : new Breaker(State.HALF_OPEN, 0, windows + 1);
    };
  }

  /**
   * Returns this after a look failed.
   *
   * @param hasServed whether users got answers from it since the look before
   */
  public Breaker failed(boolean hasServed) {
    if (hasServed) {
      // Somebody keeps us out who lets others in, which is not the server being away.
      return state == State.OPEN ? this : CLOSED;
    }
    boolean isOver = state != State.CLOSED || failures + 1 >= FAILURES_MAX;
    return isOver ? new Breaker(State.OPEN, failures + 1, 0) : new Breaker(state, failures + 1, 0);
  }

  /** Returns how many may be let through of those that could be. */
  public int of(int limit) {
    return switch (state) {
      case CLOSED -> limit;
      case OPEN -> 1;
      case HALF_OPEN -> Math.min(limit, 1 << windows);
    };
  }

  public boolean isOpen() {
    return state == State.OPEN;
  }
}
