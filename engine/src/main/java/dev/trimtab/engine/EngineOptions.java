package dev.trimtab.engine;

import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.DiskBudget;
import dev.trimtab.postgres.apply.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to look at and how far to go.
 *
 * @param target the database; without it only advice on a snapshot is possible
 * @param snapshot a saved snapshot, instead of observing the target
 * @param workload statements from files, instead of {@code pg_stat_statements}
 * @param replicas servers whose index scans count, too
 * @param budget what recommendations may cost in all
 * @param timeLimit how long the search may take; the best so far is given then
 * @param twinHome a PostgreSQL installation for the twin, instead of the bundled one
 * @param regressionBudget how much slower a change may make a statement
 * @param measuring how much measuring may cost
 * @param patience how long to wait for locks
 * @param diskBudget what builds may take of the server's disks in all; without it they take what
 *     they need
 * @param storedCounts whether recommended stored counts are applied, too; the application has to be
 *     changed to use them
 */
public record EngineOptions(
    Optional<Target> target,
    Optional<Snapshot> snapshot,
    Optional<Workload> workload,
    List<Target> replicas,
    Budget budget,
    Optional<Duration> timeLimit,
    Optional<Path> twinHome,
    RegressionBudget regressionBudget,
    Verifier.Limits measuring,
    Applier.Limits patience,
    Optional<DiskBudget> diskBudget,
    boolean storedCounts) {

  public EngineOptions {
    replicas = List.copyOf(replicas);
    if (target.isEmpty() && snapshot.isEmpty()) {
      throw new IllegalArgumentException("need a database to look at, or a snapshot of one");
    }
  }

  /** Returns the options with another budget. */
  public EngineOptions withBudget(Budget newBudget) {
    return new EngineOptions(
        target,
        snapshot,
        workload,
        replicas,
        newBudget,
        timeLimit,
        twinHome,
        regressionBudget,
        measuring,
        patience,
        diskBudget,
        storedCounts);
  }

  /** Returns the options with statements from elsewhere than {@code pg_stat_statements}. */
  public EngineOptions withWorkload(Workload newWorkload) {
    return new EngineOptions(
        target,
        snapshot,
        Optional.of(newWorkload),
        replicas,
        budget,
        timeLimit,
        twinHome,
        regressionBudget,
        measuring,
        patience,
        diskBudget,
        storedCounts);
  }

  /** Returns the options with another bound on measuring. */
  public EngineOptions withMeasuring(Verifier.Limits newMeasuring) {
    return new EngineOptions(
        target,
        snapshot,
        workload,
        replicas,
        budget,
        timeLimit,
        twinHome,
        regressionBudget,
        newMeasuring,
        patience,
        diskBudget,
        storedCounts);
  }

  /** Returns the options with a bound on what builds may take of the server's disks. */
  public EngineOptions withDiskBudget(DiskBudget newBudget) {
    return new EngineOptions(
        target,
        snapshot,
        workload,
        replicas,
        budget,
        timeLimit,
        twinHome,
        regressionBudget,
        measuring,
        patience,
        Optional.of(newBudget),
        storedCounts);
  }

  /** Returns the options with stored counts applied, or only recommended. */
  public EngineOptions withStoredCounts(boolean newStoredCounts) {
    return new EngineOptions(
        target,
        snapshot,
        workload,
        replicas,
        budget,
        timeLimit,
        twinHome,
        regressionBudget,
        measuring,
        patience,
        diskBudget,
        newStoredCounts);
  }

  /** Returns options for a database with everything else as usual. */
  public static EngineOptions of(Target target) {
    return usual(Optional.of(target), Optional.empty());
  }

  /** Returns options for a saved snapshot with everything else as usual. */
  public static EngineOptions of(Snapshot snapshot) {
    return usual(Optional.empty(), Optional.of(snapshot));
  }

  private static EngineOptions usual(Optional<Target> target, Optional<Snapshot> snapshot) {
    return new EngineOptions(
        target,
        snapshot,
        Optional.empty(),
        List.of(),
        Budget.UNLIMITED,
        Optional.empty(),
        Optional.empty(),
        RegressionBudget.STANDARD,
        Verifier.Limits.STANDARD,
        Applier.Limits.STANDARD,
        Optional.empty(),
        false);
  }
}
