package dev.trimtab.postgres.apply;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When work of ours is cancelled for the sake of others. Pure: who watches measures, this decides,
 * who watches obeys.
 *
 * @param queueMax how long somebody may wait in line behind us for a lock that ordinary statements
 *     would wait behind, too. Such a lock is wanted by {@code ALTER TABLE}, say; as long as it
 *     waits for our build, every reader and writer waits for it (manual 13.3.1)
 * @param timeMax how long one build may take
 * @param lagMax by how much a standby may fall behind while we build, beyond where it was
 * @param activeFactor how many times as many sessions as at the beginning may be active at once
 * @param activeMin so many active sessions are nothing to worry about
 * @param diskBytesMax what a build may have on disk; empty for no limit
 */
public record BuildLimits(
    Duration queueMax,
    Duration timeMax,
    Duration lagMax,
    double activeFactor,
    int activeMin,
    OptionalLong diskBytesMax) {

  /**
   * <ul>
   *   <li>One second in line: with looking twice a second and the time that cancelling takes,
   *       nobody waits longer than the two seconds that we would wait for him ({@link
   *       Applier.Limits#STANDARD}).
   *   <li>Two hours: at 50 MB/s a build reads and sorts some 150 GB in them. All the while its
   *       snapshot keeps VACUUM from removing dead rows in the whole database; what takes longer
   *       wants somebody who has decided so.
   *   <li>Thirty seconds of lag: what a failover then has to catch up with before anybody is served
   *       again, and how old the rows are that readers of a standby get.
   *   <li>Three times the active sessions, but not below 20: sessions pile up when each takes
   *       longer than before; three times is no longer a wave of the usual load, and 20 sessions
   *       are at work on any server worth tuning.
   *   <li>No limit on disk: a server does not tell how much it has left. Give {@link DiskBudget}.
   * </ul>
   */
  public static final BuildLimits STANDARD =
      new BuildLimits(
          Duration.ofSeconds(1),
          Duration.ofHours(2),
          Duration.ofSeconds(30),
          3,
          20,
          OptionalLong.empty());

  public BuildLimits {
    if (!queueMax.isPositive()
        || !timeMax.isPositive()
        || !lagMax.isPositive()
        || activeFactor < 1
        || activeMin < 1
        || diskBytesMax.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "need positive durations, a factor and a number of sessions of at least 1 and at least 0 bytes, got %s, %s, %s, %s, %d, %s"
              .formatted(queueMax, timeMax, lagMax, activeFactor, activeMin, diskBytesMax));
    }
  }

  /** Returns the limits with a bound on what a build may have on disk. */
  public BuildLimits within(Optional<DiskBudget> budget) {
    OptionalLong bytes =
        budget.map(b -> OptionalLong.of(b.freeBytes())).orElseGet(OptionalLong::empty);
    return new BuildLimits(queueMax, timeMax, lagMax, activeFactor, activeMin, bytes);
  }

  /**
   * Returns the limits for building again what was dropped: somebody may miss it, so only those in
   * line behind us stop it.
   */
  BuildLimits forTakingBack() {
    return new BuildLimits(
        queueMax,
        Duration.ofSeconds(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE),
        activeFactor,
        Integer.MAX_VALUE,
        OptionalLong.empty());
  }

  /**
   * Why a build is cancelled.
   *
   * @param canTryAgain whether it may be over in a moment
   * @param clause what was too much, to continue "cancelled, because"
   */
  record Excess(boolean canTryAgain, String clause) {}

  /**
   * Returns what is too much, if anything is.
   *
   * @param atFirst what the first look saw
   */
  Optional<Excess> exceeded(Strain atFirst, Strain now) {
    if (now.waiter().filter(w -> w.waited().compareTo(queueMax) >= 0).isPresent()) {
      return Optional.of(
          new Excess(
              true, now.waiter().map(Strain.Waiter::clause).orElse("") + " waits behind it"));
    }
    if (now.elapsed().compareTo(timeMax) > 0) {
      return Optional.of(
          new Excess(false, "it took more than %d min".formatted(timeMax.toMinutes())));
    }
    if (diskBytesMax.isPresent() && now.diskBytes() > diskBytesMax.getAsLong()) {
      return Optional.of(
          new Excess(
              false,
              "it has %d MiB on disk, and the disk budget is %d MiB"
                  .formatted(now.diskBytes() >> 20, diskBytesMax.getAsLong() >> 20)));
    }
    Duration lag = now.replicaLag().orElse(Duration.ZERO);
    if (lag.minus(atFirst.replicaLag().orElse(Duration.ZERO)).compareTo(lagMax) > 0) {
      return Optional.of(
          new Excess(
              false,
              "a standby is %d s behind; the limit is %d s more than before"
                  .formatted(lag.toSeconds(), lagMax.toSeconds())));
    }
    if (now.activeSessions() > Math.max(activeMin, activeFactor * atFirst.activeSessions())) {
      return Optional.of(
          new Excess(
              false,
              "%d sessions are active, %d were when it began"
                  .formatted(now.activeSessions(), atFirst.activeSessions())));
    }
    return Optional.empty();
  }
}
