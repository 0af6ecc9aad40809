package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Conversations about the data, and who did what. */
final class TalkStatements {

  private static final int PAGE = 20;

  private TalkStatements() {}

  static List<WorkloadStatement> all(EmissionsDraws draws) {
    return Stream.of(conversations(draws), logs(draws), security(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> conversations(EmissionsDraws draws) {
    return List.of(
        read(
            "conversations.of_user",
            2_400,
            """
            SELECT * FROM conversations
            WHERE user_id = ? AND created_at >= ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.talker(random), draws.daysAgo(365, random))),
        read(
            "conversations.of_user_page",
            240,
            """
            SELECT id, title, message_count, updated_at FROM conversations
            WHERE user_id = ? AND NOT is_archived ORDER BY updated_at DESC LIMIT 20 OFFSET ?
            """,
            random -> List.of(draws.talker(random), PAGE * random.nextInt(3))),
        read(
            "conversations.count_of_user",
            600,
            """
            SELECT count(*) FROM conversations WHERE user_id = ?
            """,
            random -> List.of(draws.talker(random))),
        read(
            "conversations.tokens",
            30,
            """
            SELECT user_id, sum(token_count) AS tokens FROM conversations
            WHERE organization_id = ? AND created_at >= ?
            GROUP BY user_id ORDER BY tokens DESC LIMIT 20
            """,
            random -> List.of(draws.organization(random), draws.daysAgo(30, random))),
        read(
            "conversations.search",
            120,
            """
            SELECT id, title, created_at FROM conversations
            WHERE organization_id = ? AND title ILIKE ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.member(random).organization(), draws.word(random))));
  }

  private static List<WorkloadStatement> logs(EmissionsDraws draws) {
    return List.of(
        read(
            "audit.of_user",
            600,
            """
            SELECT * FROM security_audit_logs
            WHERE user_id = ? AND occurred_at >= ? ORDER BY occurred_at DESC LIMIT 100
            """,
            random -> List.of(draws.actor(random), draws.daysAgo(90, random))),
        read(
            "audit.of_organization",
            120,
            """
            SELECT id, user_id, action, resource_type, occurred_at FROM security_audit_logs
            WHERE organization_id = ? ORDER BY occurred_at DESC LIMIT 100
            """,
            random -> List.of(draws.member(random).organization())),
        read(
            "audit.of_resource",
            120,
            """
            SELECT user_id, action, occurred_at FROM security_audit_logs
            WHERE resource_type = ? AND resource_id = ? ORDER BY occurred_at
            """,
            random -> {
              var resource = draws.resource(random);
              return List.of(resource.type(), resource.id());
            }));
  }

  private static List<WorkloadStatement> security(EmissionsDraws draws) {
    return List.of(
        read(
            "audit.critical",
            240,
            """
            SELECT id, organization_id, user_id, action, details, occurred_at
            FROM security_audit_logs
            WHERE severity = 'critical' ORDER BY occurred_at DESC LIMIT 50
            """,
            _ -> List.of()),
        read(
            "audit.failed_logins",
            60,
            """
            SELECT ip_address, count(*) AS failures FROM security_audit_logs
            WHERE action = 'login_failed' AND occurred_at >= ?
            GROUP BY ip_address ORDER BY failures DESC LIMIT 20
            """,
            random -> List.of(draws.daysAgo(1, random))),
        read(
            "audit.actions_per_day",
            12,
            """
            SELECT date_trunc('day', occurred_at) AS day, action, count(*)
            FROM security_audit_logs
            WHERE organization_id = ? AND occurred_at >= ? GROUP BY 1, 2 ORDER BY 1
            """,
            random -> List.of(draws.member(random).organization(), draws.daysAgo(30, random))));
  }
}
