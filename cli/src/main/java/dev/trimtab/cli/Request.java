package dev.trimtab.cli;

import dev.trimtab.core.advice.Budget;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.DiskBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for, in the engine's words.
 *
 * @param twinHome a PostgreSQL installation for the twin; without one the bundled server
 * @param workloads files with statements; without one {@code pg_stat_statements}
 * @param replicas whose index scans count as well
 * @param diskBudget what builds may take of the server's disks
 * @param storedCounts whether stored counts are applied, too
 * @param allowSuperuser whether a superuser may measure and change
 * @param timeLimit for the search; the best so far is taken when it is over
 */
record Request(
    Source source,
    Budget budget,
    Optional<Duration> timeLimit,
    Optional<Path> twinHome,
    List<Path> workloads,
    List<Target> replicas,
    Optional<DiskBudget> diskBudget,
    boolean storedCounts,
    boolean allowSuperuser) {

  Request {
    workloads = List.copyOf(workloads);
    replicas = List.copyOf(replicas);
  }

  /** Where the database is known from. */
  sealed interface Source {

    /** A server that answers. */
    record Live(Target target) implements Source {}

    /** A snapshot taken earlier: nothing is asked of any server. */
    record Saved(Path file) implements Source {}
  }

  static Request of(Source source) {
    return new Request(
        source,
        Budget.UNLIMITED,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        false,
        false);
  }

  /** Returns the request with a bound on what builds may take of the server's disks. */
  Request within(Optional<DiskBudget> newDiskBudget) {
    return new Request(
        source,
        budget,
        timeLimit,
        twinHome,
        workloads,
        replicas,
        newDiskBudget,
        storedCounts,
        allowSuperuser);
  }

  /** Returns the request with stored counts applied, or only recommended. */
  Request withStoredCounts(boolean newStoredCounts) {
    return new Request(
        source,
        budget,
        timeLimit,
        twinHome,
        workloads,
        replicas,
        diskBudget,
        newStoredCounts,
        allowSuperuser);
  }

  /** Returns the request for a superuser, too, or not. */
  Request withSuperuser(boolean newAllowSuperuser) {
    return new Request(
        source,
        budget,
        timeLimit,
        twinHome,
        workloads,
        replicas,
        diskBudget,
        storedCounts,
        newAllowSuperuser);
  }
}
