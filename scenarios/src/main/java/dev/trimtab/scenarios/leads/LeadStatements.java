package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Single leads, searches, and what is still to be done. */
final class LeadStatements {

  private static final int PAGE = 50;

  private LeadStatements() {}

  static List<WorkloadStatement> all(LeadsDraws draws) {
    return Stream.of(one(draws), searches(draws), open(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> one(LeadsDraws draws) {
    return List.of(
        read(
            "leads.by_id",
            3_000,
            """
            SELECT * FROM "LeadFact" WHERE "id" = ? LIMIT 1 OFFSET 0
            """,
            random -> List.of(draws.leadId(random))),
        read(
            "leads.by_item",
            1_800,
            """
            SELECT "id", "status", "updatedAt" FROM "LeadFact" WHERE "orgId" = ? AND "itemId" = ?
            """,
            random -> {
              var item = draws.item(random);
              return List.of(item.organization(), item.item());
            }),
        read(
            "leads.exists",
            300,
            """
            SELECT count(*) FROM "LeadFact" WHERE "orgId" = ? AND "itemId" = ?
            """,
            random -> {
              var item = draws.item(random);
              return List.of(item.organization(), item.item());
            }),
        read(
            "leads.page",
            240,
            """
            SELECT * FROM "LeadFact" WHERE "orgId" = ?
            ORDER BY "enteredAt" DESC LIMIT 50 OFFSET ?
            """,
            random -> List.of(draws.organization(random), PAGE * random.nextInt(40))));
  }

  private static List<WorkloadStatement> searches(LeadsDraws draws) {
    return List.of(
        read(
            "leads.search",
            300,
            """
            SELECT * FROM "LeadFact" WHERE "orgId" = ? AND "name" ILIKE ? LIMIT 500
            """,
            random -> {
              var search = draws.fragment(random);
              return List.of(search.organization(), search.pattern());
            }),
        read(
            "leads.search_page",
            300,
            """
            SELECT "id", "name", "status" FROM "LeadFact"
            WHERE "orgId" = ? AND "name" ILIKE ? ORDER BY "enteredAt" DESC LIMIT 20
            """,
            random -> {
              var search = draws.fragment(random);
              return List.of(search.organization(), search.pattern());
            }),
        read(
            "leads.search_prefix",
            600,
            """
            SELECT "id", "name", "status" FROM "LeadFact"
            WHERE "orgId" = ? AND "name" LIKE ? ORDER BY "name" LIMIT 20
            """,
            random -> {
              var search = draws.prefix(random);
              return List.of(search.organization(), search.pattern());
            }),
        read(
            "leads.by_tag",
            60,
            """
            SELECT "id", "name", "enteredAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "tags" @> ARRAY['priority'] AND "enteredAt" >= ?
            ORDER BY "enteredAt" DESC LIMIT 50
            """,
            random -> List.of(draws.organization(random), draws.daysAgo(30, random))));
  }

  private static List<WorkloadStatement> open(LeadsDraws draws) {
    return List.of(
        read(
            "leads.untouched",
            600,
            """
            SELECT "id", "name", "assignedUserId", "enteredAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "firstTouchAt" IS NULL AND "enteredAt" >= ?
            ORDER BY "enteredAt" LIMIT 50
            """,
            random -> List.of(draws.organization(random), draws.daysAgo(14, random))),
        read(
            "leads.unassigned",
            300,
            """
            SELECT "id", "name", "source", "enteredAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "assignedUserId" IS NULL ORDER BY "enteredAt" DESC LIMIT 50
            """,
            random -> List.of(draws.organization(random))),
        read(
            "leads.open_of_agent",
            900,
            """
            SELECT "id", "name", "status", "enteredAt" FROM "LeadFact"
            WHERE "orgId" = ? AND "assignedUserId" = ? AND "status" IN ('new', 'contacted')
            ORDER BY "enteredAt" DESC LIMIT 50
            """,
            random -> {
              var agent = draws.agent(random);
              return List.of(agent.organization(), agent.user());
            }));
  }
}
