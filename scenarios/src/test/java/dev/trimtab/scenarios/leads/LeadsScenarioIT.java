package dev.trimtab.scenarios.leads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.LoadedScenario;
import dev.trimtab.scenarios.Rows;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real PostgreSQL, at a fiftieth of the size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadsScenarioIT {

  private final LeadsScenario scenario = new LeadsScenario();
  private final LoadedScenario loaded;

  LeadsScenarioIT() throws SQLException {
    loaded = LoadedScenario.load(scenario, new LoadOptions(0.02, 42));
  }

  @AfterAll
  void close() throws SQLException {
    loaded.close();
  }

  @Test
  void hasNoIndexButThoseOfConstraints() throws SQLException {
    loaded.hasOnlyIndexesOfConstraints(4);
    loaded.hasForeignKeys(3);
  }

  @Test
  void everyStatementRunsAndFindsRows() throws Exception {
    loaded.everyStatementFindsRows(45);
  }

  @Test
  void whatTheReportBuiltCanBeBuiltAndOneOfItRepeatsTheConstraint() throws SQLException {
    loaded.everyReportIndexCanBeBuilt(8);
  }

  @Test
  void theLargestOrganizationHasManyTimesTheShareOfTheSmallest() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT max(leads) / min(leads)
                FROM (SELECT count(*) AS leads FROM "LeadFact" GROUP BY "orgId") l
                """))
        .isGreaterThanOrEqualTo(5);
    assertThat(
            loaded.number(
                """
                SELECT max(leads) / percentile_disc(0.5) WITHIN GROUP (ORDER BY leads)
                FROM (SELECT count(*) AS leads FROM "LeadFact" GROUP BY "assignedUserId") l
                """))
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void whatHappenedToALeadIsInOrder() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT count(*) FROM "LeadFact"
                WHERE "firstTouchAt" < "enteredAt" OR "closedWonAt" < "firstTouchAt"
                  OR "closedWonAt" IS NOT NULL AND "closedLostAt" IS NOT NULL
                  OR ("closedWonAt" IS NOT NULL) <> ("status" = 'won')
                """))
        .isZero();
    assertThat(
            loaded.number(
                """
                SELECT 100 * count("closedWonAt") / count(*) FROM "LeadFact"
                """))
        .isBetween(10L, 20L);
  }

  @Test
  void everyAgentIsAUserOfTheSameOrganizationAndHasMetrics() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT count(*) FROM (
                  SELECT DISTINCT "orgId", "assignedUserId" FROM "LeadFact"
                  WHERE "assignedUserId" IS NOT NULL) l
                WHERE NOT EXISTS (
                    SELECT FROM "MondayUserCache" u
                    WHERE u."orgId" = l."orgId" AND u."userId" = l."assignedUserId")
                  OR NOT EXISTS (
                    SELECT FROM "AgentMetricsSnapshot" s
                    WHERE s."orgId" = l."orgId" AND s."agentUserId" = l."assignedUserId"
                      AND s."windowDays" = 30)
                """))
        .isZero();
  }

  @Test
  void namesDifferInSelectivity() throws SQLException {
    String matches = "SELECT count(*) FROM \"LeadFact\" WHERE \"name\" ILIKE '%%%s%%'";

    assertThat(loaded.number(matches.formatted("schmidt")))
        .isGreaterThan(10 * loaded.number(matches.formatted("belzenson")));
  }

  @Test
  void rowsDependOnTheSeedAndGrowWithTheScale() {
    Rows.dependOnTheSeedOnly(LeadsScenario::tables);
    Rows.growWithTheScale(LeadsScenario::tables);
    Rows.parametersDependOnTheGeneratorOnly(scenario);
  }
}
