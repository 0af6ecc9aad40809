package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a workload of what a snapshot has of {@code pg_stat_statements}. */
public final class Workloads {

  private Workloads() {}

  /** Returns the statements that read or write rows, most expensive first. */
  public static Workload from(Snapshot snapshot) {
    var statements = new ArrayList<Statement>();
    Map<StatementKind, Integer> left = new EnumMap<>(StatementKind.class);
    for (StatementStats stats : snapshot.statements()) {
      StatementKind kind = StatementKind.of(stats.text());
      if (kind.isWorkload() && stats.calls() > 0) {
        statements.add(
            new Statement(
                Long.toString(stats.queryId()),
                Preparable.of(stats.text()),
                stats.calls(),
                Optional.of(stats.execTime()),
                List.of()));
      } else {
        left.merge(kind, 1, Integer::sum);
      }
    }
    var skipped = new ArrayList<String>();
    left.forEach((kind, count) ->
        skipped.add("%d %s: indexes do not serve them".formatted(count, kind.plural())));
    Optional<Duration> period =
        snapshot
            .server()
            .statisticsReset()
            .map(reset -> Duration.between(reset, snapshot.server().observedAt()))
            .filter(d -> !d.isNegative() && !d.isZero());
    return new Workload("pg_stat_statements", period, statements, skipped);
  }
}
