package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.WorkloadStatement.Kind;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scenario in a database of its own, and what holds for every scenario there. */
public final class LoadedScenario implements AutoCloseable {

  private static final int DRAWS = 8;

  private final Scenario scenario;
  private final LoadOptions options;
  private final Connection connection;
  private final List<Progress> progress = new ArrayList<>();

  private LoadedScenario(Scenario scenario, LoadOptions options, Connection connection) {
    this.scenario = scenario;
    this.options = options;
    this.connection = connection;
  }

  /** Loads into a new database of the newest PostgreSQL; the caller closes it. */
  public static LoadedScenario load(Scenario scenario, LoadOptions options) throws SQLException {
    var postgres = TestPostgres.newest();
    String database = postgres.createDatabase();
    var loaded = new LoadedScenario(scenario, options, postgres.connect(database));
    scenario.load(loaded.connection, options, loaded.progress::add);
    return loaded;
  }

  public Connection connection() {
    return connection;
  }

  /** What was reported while it was loaded. */
  public List<Progress> progress() {
    return List.copyOf(progress);
  }

  /** Returns the number that a query of one row and column gives. */
  public long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  public void hasOnlyIndexesOfConstraints(int tables) throws SQLException {
    assertThat(number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo(tables);
    assertThat(
            number(
                """
                SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'public'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                                  AND k.contype IN ('p', 'u'))
                """))
        .isZero();
    assertThat(
            number(
                """
                SELECT count(*) FROM pg_constraint
                WHERE contype = 'p' AND connamespace = 'public'::regnamespace
                """))
        .isEqualTo(tables);
  }

  public void hasForeignKeys(int count) throws SQLException {
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")).isEqualTo(count);
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")).isZero();
  }

  /** Every statement runs and, but for those named, finds or changes rows. */
  public void everyStatementFindsRows(int statements, String... silent)
      throws InterruptedException {
    var limits = new WorkloadRunner.Limits(DRAWS, DRAWS, Duration.ZERO, Duration.ofSeconds(10));
    var workload = scenario.workload(options);

    var result =
        new WorkloadRunner(limits, 3, System::nanoTime)
            .run(connection, workload, ProgressListener.SILENT);

    assertThat(workload.statements()).hasSizeGreaterThanOrEqualTo(statements);
    assertThat(workload.statements().stream().filter(s -> s.kind() == Kind.WRITE).count())
        .isGreaterThanOrEqualTo(10);
    assertThat(
            result.statements().stream()
                .filter(statement -> statement.rows() == 0)
                .map(StatementResult::name))
        .as("statements that found nothing in %d draws", DRAWS)
        .isSubsetOf(silent);
  }

  /** The report's own indexes, in a copy of the tables without rows. */
  public void everyReportIndexCanBeBuilt(int count) throws SQLException {
    var postgres = TestPostgres.newest();
    String empty = postgres.createDatabase();
    postgres.execute(empty, scenario.schemaSql());

    assertThat(scenario.reportIndexes()).hasSize(count);
    assertThat(scenario.reportIndexes())
        .allSatisfy(ddl -> assertThat(ddl).matches("(?s)CREATE (UNIQUE )?INDEX [^;]+"));
    postgres.execute(empty, String.join(";\n", scenario.reportIndexes()));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
