package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.WorkloadStatement.write;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** What the synchronisation and the agents change, upserts both ways. */
final class WriteStatements {

  private WriteStatements() {}

  static List<WorkloadStatement> all(LeadsDraws draws) {
    return Stream.of(leads(draws), agents(draws), users(draws), metrics(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> leads(LeadsDraws draws) {
    return List.of(
        write(
            "leads.insert",
            400,
            """
            INSERT INTO "LeadFact" ("id", "orgId", "itemId", "boardId", "name", "source",
                                    "enteredAt", "updatedAt")
            VALUES (?, ?, ?, '500000011', 'Somebody New', 'website', ?, ?)
            """,
            random -> {
              var item = draws.newItem(random);
              return List.of(
                  "cnew" + item.item(), item.organization(), item.item(), draws.now(), draws.now());
            }),
        write(
            "leads.sync",
            1_200,
            """
            UPDATE "LeadFact" SET "raw" = ?::jsonb, "updatedAt" = ?
            WHERE "orgId" = ? AND "itemId" = ?
            """,
            random -> {
              var item = draws.item(random);
              return List.of(
                  "{\"column_values\": {}}", draws.now(), item.organization(), item.item());
            }),
        write(
            "leads.delete",
            20,
            """
            DELETE FROM "LeadFact" WHERE "id" = ?
            """,
            random -> List.of(draws.leadId(random))));
  }

  private static List<WorkloadStatement> agents(LeadsDraws draws) {
    return List.of(
        write(
            "leads.touch",
            360,
            """
            UPDATE "LeadFact" SET "firstTouchAt" = ?, "status" = 'contacted', "updatedAt" = ?
            WHERE "id" = ? AND "firstTouchAt" IS NULL
            """,
            random -> List.of(draws.now(), draws.now(), draws.leadId(random))),
        write(
            "leads.win",
            60,
            """
            UPDATE "LeadFact" SET "closedWonAt" = ?, "status" = 'won', "dealAmount" = ?
            WHERE "id" = ?
            """,
            random -> List.of(draws.now(), 1_000 + random.nextInt(9_000), draws.leadId(random))),
        write(
            "leads.assign",
            300,
            """
            UPDATE "LeadFact" SET "assignedUserId" = ?, "updatedAt" = ? WHERE "id" = ?
            """,
            random -> List.of(draws.agent(random).user(), draws.now(), draws.leadId(random))));
  }

  private static List<WorkloadStatement> users(LeadsDraws draws) {
    return List.of(
        write(
            "users.update_found",
            1_200,
            """
            UPDATE "MondayUserCache" SET "name" = ?, "email" = ?, "updatedAt" = ?
            WHERE "orgId" = ? AND "userId" = ?
            """,
            random -> {
              var user = draws.user(random);
              return List.of(
                  user.name(), user.email(), draws.now(), user.organization(), user.user());
            }),
        write(
            "users.upsert",
            300,
            """
            INSERT INTO "MondayUserCache" ("orgId", "userId", "name", "email", "updatedAt")
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT ("orgId", "userId") DO UPDATE
            SET "name" = excluded."name", "email" = excluded."email",
                "updatedAt" = excluded."updatedAt"
            """,
            random -> {
              var user = draws.user(random);
              return List.of(
                  user.organization(), user.user(), user.name(), user.email(), draws.now());
            }),
        write(
            "users.upsert_batch",
            30,
            """
            INSERT INTO "MondayUserCache" ("orgId", "userId", "name", "email", "updatedAt")
            SELECT u."orgId", u."userId", u."name", u."email", ?
            FROM jsonb_to_recordset(?::jsonb)
              AS u("orgId" text, "userId" text, "name" text, "email" text)
            ON CONFLICT ("orgId", "userId") DO UPDATE
            SET "name" = excluded."name", "email" = excluded."email",
                "updatedAt" = excluded."updatedAt"
            """,
            random -> List.of(draws.now(), draws.hundredUsers(random))));
  }

  private static List<WorkloadStatement> metrics(LeadsDraws draws) {
    return List.of(
        write(
            "metrics.update_found",
            600,
            """
            UPDATE "AgentMetricsSnapshot" SET "metrics" = ?::jsonb, "computedAt" = ?
            WHERE "orgId" = ? AND "agentUserId" = ? AND "windowDays" = ?
            """,
            random -> {
              var agent = draws.agent(random);
              return List.of(
                  draws.metrics(random),
                  draws.now(),
                  agent.organization(),
                  agent.user(),
                  draws.window(random));
            }),
        write(
            "metrics.upsert",
            600,
            """
            INSERT INTO "AgentMetricsSnapshot" ("id", "orgId", "agentUserId", "windowDays",
                                                "metrics", "computedAt")
            VALUES (?, ?, ?, ?, ?::jsonb, ?)
            ON CONFLICT ("orgId", "agentUserId", "windowDays") DO UPDATE
            SET "metrics" = excluded."metrics", "computedAt" = excluded."computedAt"
            """,
            random -> {
              var agent = draws.agent(random);
              return List.of(
                  "cnew" + random.nextInt(1_000_000),
                  agent.organization(),
                  agent.user(),
                  draws.window(random),
                  draws.metrics(random),
                  draws.now());
            }));
  }
}
