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
import java.util.Set;

/**
 * What to look at and how far to go.
 *
 * @param target the database; without it only advice on a snapshot is possible
 * @param snapshot a saved snapshot, instead of observing the target
 * @param workload statements from files, instead of {@code pg_stat_statements}
 * @param replicas servers whose index scans count, too
 * @param indexes {@code CREATE INDEX} statements to judge, instead of looking for indexes
 * @param except definitions of indexes that are not to be proposed, as {@code
 *     IndexDefinition.toSql} has them
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
 * @param rehearsal a copy of the database where everything is built and measured first
 * @param allowSuperuser whether a superuser may measure and change
 */
public record EngineOptions(
    Optional<Target> target,
    Optional<Snapshot> snapshot,
    Optional<Workload> workload,
    List<Target> replicas,
    List<String> indexes,
    Set<String> except,
    Budget budget,
    Optional<Duration> timeLimit,
    Optional<Path> twinHome,
    RegressionBudget regressionBudget,
    Verifier.Limits measuring,
    Applier.Limits patience,
    Optional<DiskBudget> diskBudget,
    boolean storedCounts,
    Optional<Target> rehearsal,
    boolean allowSuperuser) {

  public EngineOptions {
    replicas = List.copyOf(replicas);
    indexes = List.copyOf(indexes);
    except = Set.copyOf(except);
    if (target.isEmpty() && snapshot.isEmpty()) {
      throw new IllegalArgumentException("need a database to look at, or a snapshot of one");
    }
  }

  /** Returns a builder of options for a database, with everything else as usual. */
  public static Builder of(Target target) {
    return new Builder(Optional.of(target), Optional.empty());
  }

  /** Returns a builder of options for a saved snapshot, with everything else as usual. */
  public static Builder of(Snapshot snapshot) {
    return new Builder(Optional.empty(), Optional.of(snapshot));
  }

  /** Returns a builder that begins with these options. */
  public Builder but() {
    var builder = new Builder(target, snapshot);
    builder.workload = workload;
    builder.replicas = replicas;
    builder.indexes = indexes;
    builder.except = except;
    builder.budget = budget;
    builder.timeLimit = timeLimit;
    builder.twinHome = twinHome;
    builder.regressionBudget = regressionBudget;
    builder.measuring = measuring;
    builder.patience = patience;
    builder.diskBudget = diskBudget;
    builder.storedCounts = storedCounts;
    builder.rehearsal = rehearsal;
    builder.allowSuperuser = allowSuperuser;
    return builder;
  }

  /** Options in the making; what is not said is as usual. */
  public static final class Builder {

    private Optional<Target> target;
    private final Optional<Snapshot> snapshot;
    private Optional<Workload> workload = Optional.empty();
    private List<Target> replicas = List.of();
    private List<String> indexes = List.of();
    private Set<String> except = Set.of();
    private Budget budget = Budget.UNLIMITED;
    private Optional<Duration> timeLimit = Optional.empty();
    private Optional<Path> twinHome = Optional.empty();
    private RegressionBudget regressionBudget = RegressionBudget.STANDARD;
    private Verifier.Limits measuring = Verifier.Limits.STANDARD;
    private Applier.Limits patience = Applier.Limits.STANDARD;
    private Optional<DiskBudget> diskBudget = Optional.empty();
    private boolean storedCounts;
    private Optional<Target> rehearsal = Optional.empty();
    private boolean allowSuperuser;

    private Builder(Optional<Target> target, Optional<Snapshot> snapshot) {
      this.target = target;
      this.snapshot = snapshot;
    }

    public Builder target(Target newTarget) {
      target = Optional.of(newTarget);
      return this;
    }

    public Builder workload(Workload newWorkload) {
      return workload(Optional.of(newWorkload));
    }

    public Builder workload(Optional<Workload> newWorkload) {
      workload = newWorkload;
      return this;
    }

    public Builder replicas(List<Target> newReplicas) {
      replicas = newReplicas;
      return this;
    }

    public Builder except(Set<String> definitions) {
      except = definitions;
      return this;
    }

    public Builder indexes(List<String> newIndexes) {
      indexes = newIndexes;
      return this;
    }

    public Builder budget(Budget newBudget) {
      budget = newBudget;
      return this;
    }

    public Builder timeLimit(Optional<Duration> newTimeLimit) {
      timeLimit = newTimeLimit;
      return this;
    }

    public Builder twinHome(Optional<Path> newTwinHome) {
      twinHome = newTwinHome;
      return this;
    }

    public Builder regressionBudget(RegressionBudget newRegressionBudget) {
      regressionBudget = newRegressionBudget;
      return this;
    }

    public Builder measuring(Verifier.Limits newMeasuring) {
      measuring = newMeasuring;
      return this;
    }

    public Builder patience(Applier.Limits newPatience) {
      patience = newPatience;
      return this;
    }

    public Builder diskBudget(Optional<DiskBudget> newDiskBudget) {
      diskBudget = newDiskBudget;
      return this;
    }

    public Builder storedCounts(boolean newStoredCounts) {
      storedCounts = newStoredCounts;
      return this;
    }

    public Builder rehearsal(Optional<Target> newRehearsal) {
      rehearsal = newRehearsal;
      return this;
    }

    public Builder allowSuperuser(boolean newAllowSuperuser) {
      allowSuperuser = newAllowSuperuser;
      return this;
    }

    public EngineOptions build() {
      return new EngineOptions(
          target,
          snapshot,
          workload,
          replicas,
          indexes,
          except,
          budget,
          timeLimit,
          twinHome,
          regressionBudget,
          measuring,
          patience,
          diskBudget,
          storedCounts,
          rehearsal,
          allowSuperuser);
    }
  }
}
