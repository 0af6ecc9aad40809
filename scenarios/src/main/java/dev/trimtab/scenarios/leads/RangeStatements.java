package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Leads of a time: entered, answered, won; of an organisation or of an agent. */
final class RangeStatements {

  private RangeStatements() {}

  static List<WorkloadStatement> all(LeadsDraws draws) {
    return Stream.of(ranges(draws), agents(draws), counts(draws), reports(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> ranges(LeadsDraws draws) {
    return List.of(
        read(
            "leads.entered_in",
            1_800,
            """
            SELECT "LeadFact"."id", "LeadFact"."orgId", "LeadFact"."itemId", "LeadFact"."boardId",
              "LeadFact"."name", "LeadFact"."email", "LeadFact"."phone", "LeadFact"."source",
              "LeadFact"."status", "LeadFact"."assignedUserId", "LeadFact"."dealAmount",
              "LeadFact"."tags", "LeadFact"."raw", "LeadFact"."enteredAt",
              "LeadFact"."firstTouchAt", "LeadFact"."closedWonAt", "LeadFact"."closedLostAt",
              "LeadFact"."updatedAt"
            FROM "LeadFact"
            WHERE ("LeadFact"."orgId" = ? AND "LeadFact"."enteredAt" >= ?
              AND "LeadFact"."enteredAt" < ?)
            ORDER BY "LeadFact"."enteredAt" DESC LIMIT 50 OFFSET 0
            """,
            random -> draws.range(random, 7)),
        read(
            "leads.touched_in",
            600,
            """
            SELECT * FROM "LeadFact"
            WHERE "orgId" = ? AND "firstTouchAt" >= ? AND "firstTouchAt" < ?
            ORDER BY "firstTouchAt" DESC LIMIT 50
            """,
            random -> draws.range(random, 7)),
        read(
            "leads.won_in",
            900,
            """
            SELECT * FROM "LeadFact"
            WHERE "orgId" = ? AND "closedWonAt" >= ? AND "closedWonAt" < ?
            ORDER BY "closedWonAt" DESC LIMIT 50
            """,
            random -> draws.range(random, 30)),
        read(
            "leads.latest",
            1_200,
            """
            SELECT "id", "name", "status", "assignedUserId", "enteredAt" FROM "LeadFact"
            WHERE "orgId" = ? ORDER BY "enteredAt" DESC LIMIT 20
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> agents(LeadsDraws draws) {
    return List.of(
        read(
            "leads.of_agent_entered_in",
            1_200,
            """
            SELECT "id", "name", "status", "enteredAt", "firstTouchAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "assignedUserId" = ? AND "enteredAt" >= ? AND "enteredAt" < ?
            ORDER BY "enteredAt" DESC LIMIT 50
            """,
            random -> draws.agentRange(random, 30)),
        read(
            "leads.of_agent_won_in",
            600,
            """
            SELECT "id", "name", "dealAmount", "closedWonAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "assignedUserId" = ?
              AND "closedWonAt" >= ? AND "closedWonAt" < ?
            ORDER BY "closedWonAt" DESC
            """,
            random -> draws.agentRange(random, 90)),
        read(
            "leads.agent_won_count",
            900,
            """
            SELECT count(*) FROM "LeadFact"
            WHERE "orgId" = ? AND "assignedUserId" = ?
              AND "closedWonAt" >= ? AND "closedWonAt" < ?
            """,
            random -> draws.agentRange(random, 30)));
  }

  private static List<WorkloadStatement> counts(LeadsDraws draws) {
    return List.of(
        read(
            "leads.entered_count",
            900,
            """
            SELECT count(*) FROM "LeadFact"
            WHERE "orgId" = ? AND "enteredAt" >= ? AND "enteredAt" < ?
            """,
            random -> draws.range(random, 30)),
        read(
            "leads.won_count",
            600,
            """
            SELECT count(*) FROM "LeadFact"
            WHERE "orgId" = ? AND "closedWonAt" >= ? AND "closedWonAt" < ?
            """,
            random -> draws.range(random, 30)),
        read(
            "leads.status_counts",
            300,
            """
            SELECT "status", count(*) FROM "LeadFact"
            WHERE "orgId" = ? AND "enteredAt" >= ? AND "enteredAt" < ? GROUP BY "status"
            """,
            random -> draws.range(random, 90)),
        read(
            "leads.total",
            60,
            """
            SELECT count(*) FROM "LeadFact" WHERE "orgId" = ?
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> reports(LeadsDraws draws) {
    return List.of(
        read(
            "leads.agent_report",
            60,
            """
            SELECT "assignedUserId", count(*) AS leads, count("closedWonAt") AS won,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY "firstTouchAt" - "enteredAt") AS answered
            FROM "LeadFact" WHERE "orgId" = ? AND "enteredAt" >= ? AND "enteredAt" < ?
            GROUP BY "assignedUserId" ORDER BY won DESC
            """,
            random -> draws.range(random, 30)),
        read(
            "leads.source_report",
            60,
            """
            SELECT "source", count(*) AS leads, count("closedWonAt") AS won, sum("dealAmount")
            FROM "LeadFact" WHERE "orgId" = ? AND "enteredAt" >= ? AND "enteredAt" < ?
            GROUP BY "source" ORDER BY leads DESC
            """,
            random -> draws.range(random, 90)),
        read(
            "leads.revenue_per_month",
            60,
            """
            SELECT date_trunc('month', "closedWonAt") AS month, sum("dealAmount") AS revenue
            FROM "LeadFact" WHERE "orgId" = ? AND "closedWonAt" >= ? AND "closedWonAt" < ?
            GROUP BY 1 ORDER BY 1
            """,
            random -> draws.range(random, 365)),
        read(
            "leads.entered_on_day",
            120,
            """
            SELECT count(*) FROM "LeadFact" WHERE "orgId" = ? AND "enteredAt"::date = ?
            """,
            random ->
                List.of(
                    draws.organization(random),
                    draws.daysAgo(random.nextInt(7), random).toLocalDate())));
  }
}
