package dev.trimtab.scenarios.emissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.BatchedCode;
import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.LoadedScenario;
import dev.trimtab.scenarios.Rows;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real PostgreSQL, at a hundredth of the size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmissionsScenarioIT {

  private final EmissionsScenario scenario = new EmissionsScenario();
  private final LoadedScenario loaded;

  EmissionsScenarioIT() throws SQLException {
    loaded = LoadedScenario.load(scenario, new LoadOptions(0.01, 42));
  }

  @AfterAll
  void close() throws SQLException {
    loaded.close();
  }

  @Test
  void hasNoIndexButThoseOfConstraints() throws SQLException {
    loaded.hasOnlyIndexesOfConstraints(7);
    loaded.hasForeignKeys(12);
  }

  @Test
  void everyStatementRunsAndFindsRows() throws Exception {
    loaded.everyStatementFindsRows(45, "audit.failed_logins", "facilities.silent");
  }

  @Test
  void whatTheReportBuiltCanBeBuilt() throws SQLException {
    loaded.everyReportIndexCanBeBuilt(4);
  }

  @Test
  void theLargestOrganizationHasManyTimesTheShareOfTheSmallest() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT max(entries) / min(entries)
                FROM (SELECT count(*) AS entries FROM emissions GROUP BY organization_id) e
                """))
        .isGreaterThan(3);
  }

  @Test
  void heatingIsOfWinterAndCoolingOfSummer() throws SQLException {
    String percentInWinter =
        """
        SELECT 100 * avg(value) FILTER (WHERE extract(month FROM period) IN (12, 1, 2))
          / avg(value) FILTER (WHERE extract(month FROM period) IN (6, 7, 8))
        FROM emissions WHERE source_id IN (SELECT id FROM emission_sources WHERE name = '%s')
        """;

    assertThat(loaded.number(percentInWinter.formatted("Natural gas boiler"))).isGreaterThan(200);
    assertThat(loaded.number(percentInWinter.formatted("Cooling refrigerant"))).isLessThan(80);
  }

  @Test
  void theLastYearHasMostRowsAndFourYearsAreThere() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT 100 * count(*) FILTER (WHERE period >= '2025-07-01') / count(*)
                FROM emissions
                """))
        .isBetween(30L, 45L);
    assertThat(loaded.number("SELECT max(period) - min(period) FROM emissions"))
        .isBetween(1_440L, 1_530L);
  }

  @Test
  void whatIsOldIsVerifiedAndALogEntryIsSeldomCritical() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT 100 * count(*) FILTER (WHERE status = 'verified') / count(*)
                FROM emissions WHERE created_at < '2026-01-01'
                """))
        .isBetween(93L, 97L);
    assertThat(
            loaded.number(
                """
                SELECT 10000 * count(*) FILTER (WHERE severity = 'critical') / count(*)
                FROM security_audit_logs
                """))
        .isBetween(5L, 50L);
  }

  @Test
  void rowsDependOnTheSeedAndGrowWithTheScale() {
    Rows.dependOnTheSeedOnly(EmissionsScenario::tables);
    Rows.growWithTheScale(EmissionsScenario::tables);
    Rows.parametersDependOnTheGeneratorOnly(scenario);
  }

  @Test
  void loadsWaitingForEachOtherImportTheSameRecords() throws SQLException {
    BatchedCode code = scenario.batchedCode(new LoadOptions(0.01, 42)).orElseThrow();

    String oneByOne = imported(code.naive());
    assertThat(oneByOne).startsWith("50 ");
    assertThat(imported(code.byLoader())).isEqualTo(oneByOne);
  }

  /** What one run writes, as a number of rows and a digest of them. */
  private String imported(BatchedCode.Code code) throws SQLException {
    var connection = loaded.connection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      assertThat(code.run(connection, Draws.of(42, "import", 0))).isEqualTo(50);
      try (var row =
          statement.executeQuery(
              """
              SELECT count(*) || ' ' || md5(string_agg(e::text, ',' ORDER BY e))
              FROM (SELECT organization_id, facility_id, source_id, period, scope, value, created_by
                    FROM emissions WHERE created_at = now()) e
              """)) {
        row.next();
        return row.getString(1);
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
