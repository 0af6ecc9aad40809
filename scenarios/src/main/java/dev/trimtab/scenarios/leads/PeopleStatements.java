package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Organisations, cached users and the metrics of agents. */
final class PeopleStatements {

  private PeopleStatements() {}

  static List<WorkloadStatement> all(LeadsDraws draws) {
    return Stream.of(users(draws), lists(draws), metrics(draws), overviews(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> users(LeadsDraws draws) {
    return List.of(
        read(
            "organizations.by_account",
            1_800,
            """
            SELECT * FROM "Organization" WHERE "mondayAccountId" = ?
            """,
            random -> List.of(draws.mondayAccount(random))),
        read(
            "users.by_key",
            3_000,
            """
            SELECT * FROM "MondayUserCache" WHERE "orgId" = ? AND "userId" = ?
            """,
            random -> {
              var user = draws.user(random);
              return List.of(user.organization(), user.user());
            }),
        read(
            "users.find",
            1_200,
            """
            SELECT "orgId", "userId" FROM "MondayUserCache" WHERE "orgId" = ? AND "userId" = ?
            """,
            random -> {
              var user = draws.user(random);
              return List.of(user.organization(), user.user());
            }));
  }

  private static List<WorkloadStatement> lists(LeadsDraws draws) {
    return List.of(
        read(
            "users.of_organization",
            600,
            """
            SELECT "userId", "name", "email", "photoUrl" FROM "MondayUserCache"
            WHERE "orgId" = ? AND NOT "isGuest" ORDER BY "name" LIMIT 100
            """,
            random -> List.of(draws.organization(random))),
        read(
            "users.by_email",
            120,
            """
            SELECT * FROM "MondayUserCache" WHERE "email" = ?
            """,
            random -> List.of(draws.user(random).email())),
        read(
            "users.search",
            300,
            """
            SELECT "userId", "name" FROM "MondayUserCache"
            WHERE "orgId" = ? AND "name" ILIKE ? LIMIT 20
            """,
            random -> {
              var search = draws.userFragment(random);
              return List.of(search.organization(), search.pattern());
            }));
  }

  private static List<WorkloadStatement> metrics(LeadsDraws draws) {
    return List.of(
        read(
            "metrics.of_agent",
            2_400,
            """
            SELECT * FROM "AgentMetricsSnapshot"
            WHERE "orgId" = ? AND "agentUserId" = ? AND "windowDays" = ?
            """,
            random -> {
              var agent = draws.agent(random);
              return List.of(agent.organization(), agent.user(), draws.window(random));
            }),
        read(
            "metrics.find",
            600,
            """
            SELECT "id" FROM "AgentMetricsSnapshot"
            WHERE "orgId" = ? AND "agentUserId" = ? AND "windowDays" = ? LIMIT 1
            """,
            random -> {
              var agent = draws.agent(random);
              return List.of(agent.organization(), agent.user(), draws.window(random));
            }));
  }

  private static List<WorkloadStatement> overviews(LeadsDraws draws) {
    return List.of(
        read(
            "metrics.of_window",
            900,
            """
            SELECT * FROM "AgentMetricsSnapshot" WHERE "orgId" = ? AND "windowDays" = ?
            """,
            random -> List.of(draws.organization(random), draws.window(random))),
        read(
            "metrics.leaderboard",
            600,
            """
            SELECT s."agentUserId", u."name", s."metrics"
            FROM "AgentMetricsSnapshot" s
            JOIN "MondayUserCache" u ON u."orgId" = s."orgId" AND u."userId" = s."agentUserId"
            WHERE s."orgId" = ? AND s."windowDays" = ?
            ORDER BY (s."metrics" ->> 'closeRate')::integer DESC LIMIT 10
            """,
            random -> List.of(draws.organization(random), draws.window(random))),
        read(
            "metrics.stale",
            60,
            """
            SELECT "orgId", "agentUserId", "windowDays" FROM "AgentMetricsSnapshot"
            WHERE "computedAt" < ? ORDER BY "computedAt" LIMIT 100
            """,
            random -> List.of(draws.daysAgo(1, random))));
  }
}
