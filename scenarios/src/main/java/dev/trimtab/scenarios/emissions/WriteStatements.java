package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.WorkloadStatement.write;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Entries, checks, talk, and the log of all of it. */
final class WriteStatements {

  private WriteStatements() {}

  static List<WorkloadStatement> all(EmissionsDraws draws) {
    return Stream.of(entries(draws), checks(draws), talk(draws), people(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> entries(EmissionsDraws draws) {
    return List.of(
        write(
            "emissions.insert",
            3_000,
            """
            INSERT INTO emissions (organization_id, facility_id, source_id, period, scope,
                                   activity_value, value, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            random -> {
              var place = draws.place(random);
              int value = 1 + random.nextInt(5_000);
              return List.of(
                  place.organization(),
                  place.facility(),
                  place.source(),
                  draws.day(-1 - random.nextInt(20)),
                  place.kind().scope(),
                  2 * value,
                  value,
                  draws.now());
            }),
        write(
            "emissions.correct",
            120,
            """
            UPDATE emissions SET value = ?, notes = ?, status = 'submitted' WHERE id = ?
            """,
            random ->
                List.of(1 + random.nextInt(5_000), draws.text(random), draws.emissionId(random))),
        write(
            "emissions.delete",
            30,
            """
            DELETE FROM emissions WHERE id = ?
            """,
            random -> List.of(draws.emissionId(random))));
  }

  private static List<WorkloadStatement> checks(EmissionsDraws draws) {
    return List.of(
        write(
            "emissions.verify_facility",
            30,
            """
            UPDATE emissions SET status = 'verified'
            WHERE facility_id = ? AND status = 'submitted' AND period < ?
            """,
            random -> List.of(draws.facility(random), draws.day(-7))),
        write(
            "emissions.archive",
            2,
            """
            DELETE FROM emissions WHERE id IN (
              SELECT id FROM emissions WHERE period < ? ORDER BY period LIMIT 1000)
            """,
            random -> List.of(draws.day(-1_380 + random.nextInt(30)))));
  }

  private static List<WorkloadStatement> talk(EmissionsDraws draws) {
    return List.of(
        write(
            "conversations.insert",
            600,
            """
            INSERT INTO conversations (organization_id, user_id, title, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            random -> {
              var member = draws.member(random);
              return List.of(
                  member.organization(),
                  member.user(),
                  draws.text(random),
                  draws.now(),
                  draws.now());
            }),
        write(
            "conversations.touch",
            1_800,
            """
            UPDATE conversations
            SET message_count = message_count + 1, token_count = token_count + ?, updated_at = ?
            WHERE id = ?
            """,
            random -> List.of(100 + random.nextInt(400), draws.now(), draws.conversation(random))),
        write(
            "conversations.archive_old",
            6,
            """
            UPDATE conversations SET is_archived = true
            WHERE user_id = ? AND created_at < ? AND NOT is_archived
            """,
            random -> List.of(draws.talker(random), draws.daysAgo(700, random))));
  }

  private static List<WorkloadStatement> people(EmissionsDraws draws) {
    return List.of(
        write(
            "audit.insert",
            2_400,
            """
            INSERT INTO security_audit_logs (organization_id, user_id, action, resource_type,
                                             occurred_at)
            VALUES (?, ?, 'read', 'report', ?)
            """,
            random -> {
              var member = draws.member(random);
              return List.of(member.organization(), member.user(), draws.now());
            }),
        write(
            "users.logged_in",
            300,
            """
            UPDATE users SET last_login_at = ? WHERE id = ?
            """,
            random -> List.of(draws.now(), draws.talker(random))),
        write(
            "facilities.insert",
            6,
            """
            INSERT INTO facilities (organization_id, name, facility_type, country, created_at)
            VALUES (?, ?, 'office', 'Germany', ?)
            """,
            random -> List.of(draws.organization(random), draws.text(random), draws.now())),
        write(
            "facilities.close",
            2,
            """
            UPDATE facilities SET is_active = false WHERE id = ?
            """,
            random -> List.of(draws.facility(random))));
  }
}
