package dev.trimtab.scenarios.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Progress;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.ScenarioException;
import dev.trimtab.scenarios.StatementResult;
import dev.trimtab.scenarios.WorkloadRunner;
import dev.trimtab.scenarios.WorkloadStatement.Kind;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real PostgreSQL, at a fiftieth of the size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StudioScenarioIT {

  private static final LoadOptions SMALL = new LoadOptions(0.02, 42);
  private static final int TABLES = 21;

  private final StudioScenario scenario = new StudioScenario();
  private final List<Progress> progress = new ArrayList<>();
  private final Connection connection;

  StudioScenarioIT() throws SQLException {
    var postgres = TestPostgres.newest();
    connection = postgres.connect(postgres.createDatabase());
  }

  @BeforeAll
  void load() {
    scenario.load(connection, SMALL, progress::add);
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void reportsEveryTableAndThenTheRest() {
    assertThat(progress).hasSize(TABLES + 2);
    assertThat(progress).extracting(Progress::step).isSorted();
    assertThat(progress.subList(0, TABLES)).allMatch(table -> table.count() > 0);
  }

  @Test
  void hasNoIndexButThoseOfConstraints() throws SQLException {
    assertThat(
            number(
                """
                SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'public'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                                  AND k.contype IN ('p', 'u'))
                """))
        .isZero();
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE contype = 'p'"))
        .isGreaterThanOrEqualTo(TABLES);
  }

  @Test
  void everyForeignKeyIsThereAndValidated() throws SQLException {
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")).isGreaterThan(40);
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")).isZero();
  }

  @Test
  void theLargestOrganizationHasManyTimesTheShareOfAnother() throws SQLException {
    assertThat(
            number(
                """
                SELECT 10 * max(files) / percentile_disc(0.5) WITHIN GROUP (ORDER BY files)
                FROM (SELECT count(*) AS files FROM files GROUP BY organization_id) f
                """))
        .isGreaterThan(30);
    assertThat(
            number(
                """
                SELECT max(messages) / percentile_disc(0.5) WITHIN GROUP (ORDER BY messages)
                FROM (SELECT count(*) AS messages FROM messages GROUP BY conversation_id) m
                """))
        .isGreaterThan(10);
  }

  @Test
  void searchTermsDifferInSelectivity() throws SQLException {
    String matches =
        """
        SELECT count(*) FROM messages
        WHERE to_tsvector('english', content) @@ plainto_tsquery('english', '%s')
        """;
    long common = number(matches.formatted("project"));
    long rare = number(matches.formatted("letterpress"));

    assertThat(common).isGreaterThan(10 * rare);
    assertThat(rare).isPositive();
  }

  @Test
  void mostSoftDeletesAreNullAndCreationFollowsTheKey() throws SQLException {
    assertThat(
            number(
                """
                SELECT count(*) FROM pg_stats
                WHERE (attname = 'deleted_at' AND null_frac > 0.95)
                   OR (tablename = 'files' AND attname = 'project_id'
                       AND null_frac BETWEEN 0.2 AND 0.4)
                   OR (tablename = 'messages' AND attname = 'created_at' AND correlation > 0.99)
                """))
        .isEqualTo(5);
  }

  @Test
  void newRowsContinueAfterTheLoadedKeys() throws SQLException {
    assertThat(
            number(
                """
                SELECT nextval(pg_get_serial_sequence('messages', 'id')) - max(id) FROM messages
                """))
        .isPositive();
  }

  @Test
  void everyStatementRunsAndMostReadsFindSomething() throws Exception {
    var limits = new WorkloadRunner.Limits(8, 8, Duration.ZERO, Duration.ofSeconds(10));
    var workload = scenario.workload(SMALL);

    var result =
        new WorkloadRunner(limits, 3, System::nanoTime)
            .run(connection, workload, ProgressListener.SILENT);

    assertThat(workload.statements()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(workload.statements().stream().filter(s -> s.kind() == Kind.WRITE).count())
        .isGreaterThanOrEqualTo(10);
    assertThat(workload.readShare()).isGreaterThan(0.85);
    var silent =
        result.statements().stream()
            .filter(statement -> statement.rows() == 0)
            .map(StatementResult::name)
            .toList();
    assertThat(silent).as("statements that found nothing in 8 draws").hasSizeLessThan(3);
  }

  @Test
  void whatTheReportBuiltCanBeBuiltBesideTheData() throws SQLException {
    assertThat(scenario.reportIndexes()).hasSizeGreaterThan(80);
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String ddl : scenario.reportIndexes()) {
        statement.execute(ddl);
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void refusesASchemaThatHasTheTablesAndLeavesItAlone() throws SQLException {
    long before = number("SELECT count(*) FROM messages");

    assertThatThrownBy(() -> scenario.load(connection, SMALL, ProgressListener.SILENT))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("42710");
    assertThat(number("SELECT count(*) FROM messages")).isEqualTo(before);
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void theSchemaAloneCreatesTheTables() throws SQLException {
    var postgres = TestPostgres.newest();
    String database = postgres.createDatabase();
    postgres.execute(database, scenario.schemaSql());
    try (var empty = postgres.connect(database);
        var tables = empty.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
      int count = 0;
      while (tables.next()) {
        count++;
      }
      assertThat(count).isEqualTo(TABLES);
    }
  }

  private long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
