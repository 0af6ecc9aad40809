package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.change.TrackRecord;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.journal.Journal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the journal of a database knows better than its counters and its planner: how long
 * statements take since they were changed for, and which indexes did not keep what was expected.
 *
 * @param history all changes ever made; empty where there is no journal or it may not be read
 */
record Memory(List<Change> history) {

  /** Data change; what did not help a month ago is worth another try. */
  private static final Duration REFUTED_FOR = Duration.ofDays(30);

  Memory {
    history = List.copyOf(history);
  }

  static Memory of(Optional<Target> target) {
    if (target.isEmpty()) {
      return new Memory(List.of());
    }
    try (Connection connection = target.get().open()) {
      var journal = new Journal(connection);
      return new Memory(journal.exists() ? journal.history() : List.of());
    } catch (SQLException | TrimtabException e) {
      // A reader need not see the journal; everything is as if it were new.
      return new Memory(List.of());
    }
  }

  /**
   * Returns the workload with the times that were measured after changes, where the counters still
   * hold those from before: the totals of {@code pg_stat_statements} go back to their last reset.
   */
  Workload remeasured(Workload workload, Snapshot snapshot) {
    Instant since = snapshot.server().statisticsReset().orElse(Instant.MIN);
    Map<String, Double> millis = new HashMap<>();
    for (Change change : history) {
      if (change.state() == ChangeState.KEPT && change.updatedAt().isAfter(since)) {
        change.measurements().forEach(m -> millis.put(m.statementId(), m.after().median()));
      }
    }
    return new Workload(
        workload.source(),
        workload.period(),
        workload.statements().stream()
            .map(s -> faster(s, Optional.ofNullable(millis.get(s.id()))))
            .toList(),
        workload.skipped());
  }

  private static Statement faster(Statement statement, Optional<Double> millis) {
    Optional<Duration> measured =
        millis.map(m -> Duration.ofNanos(Math.round(statement.calls() * m * 1e6)));
    boolean isFaster =
        measured.isPresent()
            && statement.time().filter(t -> t.compareTo(measured.get()) > 0).isPresent();
    return isFaster
        ? new Statement(
            statement.id(), statement.text(), statement.calls(), measured, statement.samples())
        : statement;
  }

  /** Returns what the planner's promises have been worth here. */
  TrackRecord record() {
    return TrackRecord.of(history.stream().filter(c -> !Settlement.wasInterrupted(c)).toList());
  }

  /**
   * Returns definitions that are not to be proposed: those given, and those the journal refutes.
   */
  Set<String> refuted(Set<String> known, Snapshot snapshot) {
    var result = new HashSet<>(known);
    Instant oldest = snapshot.server().observedAt().minus(REFUTED_FOR);
    for (Change change : history) {
      int definition = change.applySql().indexOf(" ON ");
      if (change.kind() == Change.Kind.CREATE_INDEX
          && Remainder.isRefuted(change)
          && !Settlement.wasInterrupted(change)
          && change.updatedAt().isAfter(oldest)
          && (change.state() == ChangeState.REJECTED || !change.measurements().isEmpty())
          && definition > 0) {
        result.add(change.applySql().substring(definition + 1));
      }
    }
    return result;
  }
}
