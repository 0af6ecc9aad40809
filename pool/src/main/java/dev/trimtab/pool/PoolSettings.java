package dev.trimtab.pool;

import java.time.Duration;

/**
 * What can be set, the most useful first. Nothing has to be: {@link #STANDARD} is right for most.
 *
 * @param name of the pool, the same in all instances of an application: by it they find each other
 *     in {@code pg_stat_activity} and share the server's connections; 1 to 40 characters
 * @param patience how long a thread waits for a connection; above zero
 * @param waitingMax how many threads may wait; who comes then is refused at once; at least 1
 * @param min connections that may always be in use at once; at least 1
 * @param max connections that may ever be; the server's share is a bound beside it; at least {@code
 *     min}
 * @param startingAt where the search for the best limit begins, moved between {@code min} and
 *     {@code max}
 * @param leakAfter for how long a connection may be in use before it is reported as forgotten;
 *     above {@code patience}
 */
public record PoolSettings(
    String name,
    Duration patience,
    int waitingMax,
    int min,
    int max,
    int startingAt,
    Duration leakAfter) {

  /**
   * Five seconds: who waits longer than that for a connection has a user who has gone. Ten thousand
   * waiting: more cannot be served in five seconds by any server that two connections a processor
   * saturate. Begins at ten, as everybody does. A minute in use: no user waits for that.
   */
  public static final PoolSettings STANDARD =
      new PoolSettings(
          "trimtab-pool", Duration.ofSeconds(5), 10_000, 2, 500, 10, Duration.ofMinutes(1));

  private static final int NAME_MAX = 40;

  public PoolSettings {
    if (name.isBlank() || name.length() > NAME_MAX || name.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "a pool's name has 1 to %d characters and no #, got \"%s\"".formatted(NAME_MAX, name));
    }
    if (!patience.isPositive() || waitingMax < 1) {
      throw new IllegalArgumentException(
          "need a positive patience and room for one that waits, got %s and %d"
              .formatted(patience, waitingMax));
    }
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "need 1 <= min <= max, got min=%d max=%d".formatted(min, max));
    }
    if (leakAfter.compareTo(patience) <= 0) {
      throw new IllegalArgumentException(
          "what is in use for %s is no leak where others wait as long as %s"
              .formatted(leakAfter, patience));
    }
  }

  public PoolSettings named(String other) {
    return new PoolSettings(other, patience, waitingMax, min, max, startingAt, leakAfter);
  }

  public PoolSettings waitingFor(Duration most) {
    return new PoolSettings(name, most, waitingMax, min, max, startingAt, leakAfter);
  }

  public PoolSettings withRoomFor(int waiting) {
    return new PoolSettings(name, patience, waiting, min, max, startingAt, leakAfter);
  }

  public PoolSettings between(int least, int most) {
    return new PoolSettings(name, patience, waitingMax, least, most, startingAt, leakAfter);
  }

  public PoolSettings startingAt(int limit) {
    return new PoolSettings(name, patience, waitingMax, min, max, limit, leakAfter);
  }

  public PoolSettings suspectingLeaksAfter(Duration inUse) {
    return new PoolSettings(name, patience, waitingMax, min, max, startingAt, inUse);
  }
}
