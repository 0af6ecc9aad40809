package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** The list of conversations and the bell beside it. */
final class ConversationStatements {

  private ConversationStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(conversations(draws), inbox(draws), notifications(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> conversations(StudioDraws draws) {
    return List.of(
        read(
            "conversations.of_user",
            4_800,
            """
            SELECT c.id, c.title, c.conversation_type, c.last_message_at, p.last_read_at
            FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
            WHERE p.user_id = ? AND NOT c.is_archived
            ORDER BY c.last_message_at DESC NULLS LAST LIMIT 30
            """,
            random -> List.of(draws.user(random))),
        read(
            "conversations.of_project",
            900,
            """
            SELECT id, title, last_message_at FROM conversations
            WHERE project_id = ? AND NOT is_archived ORDER BY last_message_at DESC NULLS LAST
            """,
            random -> List.of(draws.discussedProject(random))),
        read(
            "conversations.participants",
            3_000,
            """
            SELECT u.id, u.full_name, u.avatar_url, p.last_read_at
            FROM conversation_participants p JOIN users u ON u.id = p.user_id
            WHERE p.conversation_id = ?
            """,
            random -> List.of(draws.conversation(random))),
        read(
            "conversations.may_read",
            6_000,
            """
            SELECT EXISTS (
              SELECT FROM conversation_participants WHERE conversation_id = ? AND user_id = ?)
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user());
            }));
  }

  private static List<WorkloadStatement> inbox(StudioDraws draws) {
    return List.of(
        read(
            "conversations.unread_of_user",
            900,
            """
            SELECT m.conversation_id, count(*) AS unread
            FROM conversation_participants p
            JOIN messages m
              ON m.conversation_id = p.conversation_id AND m.created_at > p.last_read_at
            WHERE p.user_id = ? AND m.sender_id <> p.user_id AND m.deleted_at IS NULL
              AND m.created_at >= ?
            GROUP BY m.conversation_id
            """,
            random -> List.of(draws.user(random), draws.daysAgo(30, random))),
        read(
            "conversations.last_messages",
            900,
            """
            SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.id, m.sender_id, m.content
            FROM conversation_participants p
            JOIN messages m ON m.conversation_id = p.conversation_id
            WHERE p.user_id = ? AND m.deleted_at IS NULL AND m.created_at >= ?
            ORDER BY m.conversation_id, m.created_at DESC
            """,
            random -> List.of(draws.user(random), draws.daysAgo(30, random))));
  }

  private static List<WorkloadStatement> notifications(StudioDraws draws) {
    return List.of(
        read(
            "notifications.unread",
            4_000,
            """
            SELECT id, notification_type, title, body, payload, created_at
            FROM notifications WHERE user_id = ? AND read_at IS NULL
            ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.notifiedUser(random))),
        read(
            "notifications.unread_count",
            6_000,
            """
            SELECT count(*) FROM notifications WHERE user_id = ? AND read_at IS NULL
            """,
            random -> List.of(draws.notifiedUser(random))),
        read(
            "notifications.of_user",
            600,
            """
            SELECT id, notification_type, title, read_at, created_at
            FROM notifications WHERE user_id = ? ORDER BY created_at DESC LIMIT 50
            """,
            random -> List.of(draws.notifiedUser(random))));
  }
}
