package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.twin.ServerHome;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures the statements of kept changes again and compares with what they took before the change.
 * Keeps what it learns to itself: entering it is the caller's, and deciding is the operator's.
 */
final class Recheck {

  /** Less than this is the noise of measuring on another day. */
  private static final double GAIN_MIN = 0.05;

  private final EngineOptions options;
  private final EngineListener listener;

  Recheck(EngineOptions options, EngineListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Returns the kept changes with what is measured now in the place of what was measured after
   * them, and what that means as their outcome.
   *
   * @param connection to the target; statements that write are rolled back
   */
  List<Change> run(
      List<Change> history, Snapshot snapshot, Workload workload, Connection connection) {
    List<Change> kept =
        history.stream().filter(change -> change.state() == ChangeState.KEPT).toList();
    Map<Long, Change> counts =
        kept.stream()
            .filter(change -> change.kind() == Change.Kind.STORED_COUNT)
            .map(change -> told(change, List.of(), compared(change, connection)))
            .collect(Collectors.toMap(Change::id, change -> change));
    return indexes(kept, snapshot, workload, connection).stream()
        .map(change -> counts.getOrDefault(change.id(), change))
        .toList();
  }

  /** The old statement would still be slow; what matters is that the stored counts are right. */
  private String compared(Change change, Connection connection) {
    listener.progress("comparing " + change.index(), 0, 0);
    try {
      Engine.applier(connection, options, listener).compare(change);
      return "still right: every stored count equals a full count";
    } catch (TrimtabException e) {
      return "not right any more: " + e.getMessage();
    }
  }

  private List<Change> indexes(
      List<Change> kept, Snapshot snapshot, Workload workload, Connection connection) {
    Set<String> ids =
        kept.stream()
            .filter(change -> change.kind() != Change.Kind.STORED_COUNT)
            .flatMap(change -> change.measurements().stream())
            .map(Measurement::statementId)
            .collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return kept.stream().map(change -> judged(change, snapshot, Map.of())).toList();
    }
    List<Probe> probes = probes(snapshot, workload, ids);
    listener.progress("measuring %d statements".formatted(probes.size()), 0, 0);
    Map<String, Runs> now =
        new Verifier(new TargetSession(connection), options.measuring(), System::nanoTime)
            .measure(probes);
    return kept.stream().map(change -> judged(change, snapshot, now)).toList();
  }

  private List<Probe> probes(Snapshot snapshot, Workload workload, Set<String> ids) {
    var touched =
        new Workload(
            workload.source(),
            workload.period(),
            workload.statements().stream().filter(s -> ids.contains(s.id())).toList(),
            workload.skipped());
    listener.progress("starting the twin", 0, 0);
    try (Twin twin =
        options
            .twinHome()
            .map(home -> Twin.start(snapshot, ServerHome.at(home)))
            .orElseGet(() -> Twin.start(snapshot))) {
      return Understanding.of(touched, snapshot, new TwinPlanner(twin), listener)
          .statements()
          .stream()
          .map(Probes::of)
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private static Change judged(Change change, Snapshot snapshot, Map<String, Runs> now) {
    List<Measurement> measurements =
        change.measurements().stream()
            .flatMap(then ->
                Optional.ofNullable(now.get(then.statementId()))
                    .map(runs ->
                        new Measurement(
                            then.statementId(), then.calls(), then.before(), runs.timing()))
                    .stream())
            .toList();
    return told(change, measurements, outcome(change, snapshot, measurements));
  }

  private static Change told(Change change, List<Measurement> measurements, String outcome) {
    return new Change(
        change.id(),
        change.state(),
        change.kind(),
        change.table(),
        change.index(),
        change.applySql(),
        change.undoSql(),
        change.reason(),
        change.predictedRatio(),
        measurements,
        Optional.of(outcome),
        change.createdAt(),
        change.updatedAt());
  }

  private static String outcome(Change change, Snapshot snapshot, List<Measurement> measurements) {
    Optional<Boolean> valid =
        snapshot.findTable(change.table()).stream()
            .flatMap(table -> table.indexes().stream())
            .filter(index -> index.name().equals(change.index()))
            .map(dev.trimtab.core.model.Index::valid)
            .findFirst();
    boolean isCreation = change.kind() == Change.Kind.CREATE_INDEX;
    if (isCreation && valid.isEmpty()) {
      return "the index is gone: it was dropped since";
    }
    if (isCreation && !valid.orElse(true)) {
      return "the index is invalid and serves nobody";
    }
    if (!isCreation && valid.isPresent()) {
      return "the index is back: it was built again";
    }
    if (measurements.isEmpty()) {
      return "not measured: its statements are not in the workload now";
    }
    double before = measurements.stream().mapToDouble(m -> m.calls() * m.before().median()).sum();
    double after = measurements.stream().mapToDouble(m -> m.calls() * m.after().median()).sum();
    double share = before == 0 ? 0 : 1 - after / before;
    if (share > GAIN_MIN) {
      return "still helps: its statements take %.0f %% less time than before it"
          .formatted(100 * share);
    }
    return isCreation
        ? "helps no more: its statements take as long as before it; 'trimtab undo %d' drops it"
            .formatted(change.id())
        : "still right: its statements take no longer than before it";
  }
}
