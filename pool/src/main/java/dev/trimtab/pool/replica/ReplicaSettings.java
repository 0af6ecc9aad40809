package dev.trimtab.pool.replica;

import java.time.Duration;

/**
 * How reads are spread.
 *
 * @param lagMax how far behind the primary a replica may be and still be read from by those who
 *     wrote nothing; what a unit of work wrote it sees in any case
 * @param lookEvery how often every server is asked what it is and how far its log is
 * @param lookPatience how long an answer to that may take
 * @param primaryPatience how long a writer waits for a primary where there is none
 */
public record ReplicaSettings(
    Duration lagMax, Duration lookEvery, Duration lookPatience, Duration primaryPatience) {

  /**
   * Half a second: a user notices less. Ten looks a second cost a server nothing and tell of a
   * promotion at once; what takes a second to answer three words is as good as away.
   */
  public static final ReplicaSettings STANDARD =
      new ReplicaSettings(
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  public ReplicaSettings {
    if (!lagMax.isPositive()
        || !lookEvery.isPositive()
        || !lookPatience.isPositive()
        || primaryPatience.isNegative()) {
      throw new IllegalArgumentException(
          "need positive times, got lagMax=%s lookEvery=%s lookPatience=%s primaryPatience=%s"
              .formatted(lagMax, lookEvery, lookPatience, primaryPatience));
    }
    if (lagMax.compareTo(lookEvery) < 0) {
      throw new IllegalArgumentException(
          "a lag of %s cannot be told from none by looks every %s".formatted(lagMax, lookEvery));
    }
  }

  public ReplicaSettings lagging(Duration atMost) {
    return new ReplicaSettings(atMost, lookEvery, lookPatience, primaryPatience);
  }

  public ReplicaSettings lookingEvery(Duration time) {
    return new ReplicaSettings(lagMax, time, lookPatience, primaryPatience);
  }

  public ReplicaSettings waitingForAPrimary(Duration atMost) {
    return new ReplicaSettings(lagMax, lookEvery, lookPatience, atMost);
  }
}
