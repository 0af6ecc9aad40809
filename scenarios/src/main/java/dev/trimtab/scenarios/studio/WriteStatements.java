package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.write;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** What the application changes. One call in ten, and what every further index costs. */
final class WriteStatements {

  private WriteStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(
            messages(draws), conversations(draws), people(draws), projects(draws), work(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> messages(StudioDraws draws) {
    return List.of(
        write(
            "messages.insert",
            1_500,
            """
            INSERT INTO messages (conversation_id, sender_id, content, created_at)
            VALUES (?, ?, ?, ?) RETURNING id
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user(), draws.text(random), draws.now());
            }),
        write(
            "messages.soft_delete",
            30,
            """
            UPDATE messages SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL
            """,
            random -> List.of(draws.now(), (long) draws.recentMessage(random))),
        write(
            "messages.mark_read",
            900,
            """
            UPDATE messages SET is_read = true
            WHERE conversation_id = ? AND NOT is_read AND sender_id <> ?
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user());
            }),
        write(
            "reactions.insert",
            400,
            """
            INSERT INTO message_reactions (message_id, user_id, emoji) VALUES (?, ?, '👍')
            ON CONFLICT (user_id, message_id, emoji) DO NOTHING
            """,
            random -> List.of((long) draws.recentMessage(random), draws.user(random))));
  }

  private static List<WorkloadStatement> conversations(StudioDraws draws) {
    return List.of(
        write(
            "conversations.touch",
            1_500,
            """
            UPDATE conversations SET last_message_at = ? WHERE id = ?
            """,
            random -> List.of(draws.now(), draws.conversation(random))),
        write(
            "participants.seen",
            1_800,
            """
            INSERT INTO conversation_participants (conversation_id, user_id, last_read_at)
            VALUES (?, ?, ?)
            ON CONFLICT (conversation_id, user_id) DO UPDATE
            SET last_read_at = excluded.last_read_at
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user(), draws.now());
            }),
        write(
            "participants.delete",
            20,
            """
            DELETE FROM conversation_participants WHERE conversation_id = ? AND user_id = ?
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user());
            }));
  }

  private static List<WorkloadStatement> people(StudioDraws draws) {
    return List.of(
        write(
            "users.logged_in",
            600,
            """
            UPDATE users SET last_login_at = ? WHERE id = ?
            """,
            random -> List.of(draws.now(), draws.user(random))),
        write(
            "notifications.insert",
            1_200,
            """
            INSERT INTO notifications (user_id, notification_type, title, body, created_at)
            VALUES (?, 'message', 'New message', ?, ?)
            """,
            random -> List.of(draws.notifiedUser(random), draws.text(random), draws.now())),
        write(
            "notifications.mark_read",
            600,
            """
            UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL
            """,
            random -> List.of(draws.now(), draws.notifiedUser(random))));
  }

  private static List<WorkloadStatement> projects(StudioDraws draws) {
    return List.of(
        write(
            "projects.set_status",
            90,
            """
            UPDATE projects SET status = ?, updated_at = ? WHERE id = ?
            """,
            random -> List.of("review", draws.now(), draws.project(random))),
        write(
            "project_members.add",
            60,
            """
            INSERT INTO project_members (project_id, user_id, member_role) VALUES (?, ?, 'viewer')
            ON CONFLICT (project_id, user_id) DO UPDATE SET member_role = excluded.member_role
            """,
            random -> List.of(draws.project(random), draws.user(random))),
        write(
            "milestones.complete",
            60,
            """
            UPDATE project_milestones SET completed_at = ? WHERE project_id = ? AND position = 1
            """,
            random -> List.of(draws.now(), draws.project(random))));
  }

  private static List<WorkloadStatement> work(StudioDraws draws) {
    return List.of(
        write(
            "time_entries.insert",
            300,
            """
            INSERT INTO time_entries (user_id, project_id, description, started_at, minutes)
            VALUES (?, ?, ?, ?, ?)
            """,
            random -> {
              long user = draws.timeUser(random);
              return List.of(
                  user,
                  draws.timeProject(random),
                  draws.text(random),
                  draws.now(),
                  15 * (1 + random.nextInt(8)));
            }),
        write(
            "files.insert_version",
            120,
            """
            WITH previous AS (
              UPDATE files SET is_latest = false WHERE id = ?
              RETURNING id, organization_id, project_id, uploader_id, name, category, mime_type,
                        version
            )
            INSERT INTO files (organization_id, project_id, uploader_id, parent_file_id, name,
                               category, mime_type, size_bytes, storage_key, version, created_at)
            SELECT organization_id, project_id, uploader_id, id, name, category, mime_type, ?, ?,
                   version + 1, ?
            FROM previous
            """,
            random ->
                List.of(
                    draws.versionedFile(random),
                    1_000 + random.nextLong(1_000_000),
                    "v/" + Long.toUnsignedString(random.nextLong(), 36),
                    draws.now())),
        write(
            "client_requests.insert",
            30,
            """
            INSERT INTO client_requests (organization_id, client_id, title, body)
            VALUES (?, ?, 'A request', ?)
            """,
            random ->
                List.of(draws.organization(random), draws.client(random), draws.text(random))));
  }
}
