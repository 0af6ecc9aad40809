package dev.trimtab.bench;

import dev.trimtab.bench.tpcds.Tpcds;
import dev.trimtab.bench.tpch.Tpch;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.postgres.observe.JdbcText;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.Scenarios;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A database and its statements, to compare a twin with.
 *
 * @param name for a reader
 * @param loader fills the connection's database
 * @param statements what is planned
 */
public record Subject(String name, Loader loader, List<Statement> statements) {

  /** Loads tables, data and constraints and leaves them analysed. */
  public interface Loader {
    void load(Connection connection) throws Exception;
  }

  /**
   * Returns what was asked for.
   *
   * @param name {@code tpch}, {@code tpcds} or the name of a scenario
   */
  public static Subject of(String name, double scale) {
    return switch (name) {
      case "tpch" ->
          new Subject(
              "TPC-H scale " + scale,
              connection -> Tpch.load(connection, scale, ProgressListener.SILENT),
              queries(Tpch.queries()));
      case "tpcds" ->
          new Subject(
              "TPC-DS scale " + scale,
              connection -> Tpcds.load(connection, scale, ProgressListener.SILENT),
              queries(Tpcds.queries()));
      default ->
          scenario(
              Scenarios.find(name)
                  .orElseThrow(() -> new IllegalArgumentException("no benchmark " + name)),
              LoadOptions.STANDARD.withScale(scale));
    };
  }

  /** As if all took the same time: by cost alone, one of them would be all of the workload. */
  private static List<Statement> queries(List<BenchmarkQuery> queries) {
    return queries.stream()
        .map(query ->
            new Statement(
                query.name(), query.sql(), 1, Optional.of(Duration.ofSeconds(1)), List.of()))
        .toList();
  }

  private static Subject scenario(Scenario scenario, LoadOptions options) {
    return new Subject(
        scenario.name() + " scale " + options.scale(),
        connection -> scenario.load(connection, options, ProgressListener.SILENT),
        scenario.workload(options).statements().stream()
            .map(statement ->
                new Statement(
                    statement.name(),
                    JdbcText.numbered(statement.sql()),
                    statement.callsPerHour(),
                    Optional.empty(),
                    List.of()))
            .toList());
  }
}
