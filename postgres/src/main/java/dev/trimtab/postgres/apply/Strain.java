package dev.trimtab.postgres.apply;

import java.time.Duration;
import java.util.Optional;

/**
 * What the database bears at one moment of a build, as another session sees it.
 *
 * @param elapsed since the build began
 * @param replicaLag {@code pg_stat_replication.replay_lag} of the slowest streaming standby; empty
 *     where there is none or we may not see it (that takes {@code pg_monitor})
 * @param activeSessions client sessions that were running a statement, the fewest of the last five
 *     seconds, ours not counted; those we may see ({@code pg_stat_activity.state})
 * @param diskBytes the index as far as it is written, and the sorted runs of this session
 * @param waiter who waits longest for a lock that we have or are waiting for; empty if nobody does
 */
record Strain(
    Duration elapsed,
    Optional<Duration> replicaLag,
    int activeSessions,
    long diskBytes,
    Optional<Waiter> waiter) {

  /**
   * A session in line behind ours.
   *
   * @param waited since it was first seen waiting
   * @param clause who it is, for a message: pid, role, lock and statement without literals
   */
  record Waiter(Duration waited, String clause) {}
}
