package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Reading messages: by page, by thread, by what they say. */
final class MessageStatements {

  private MessageStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(pages(draws), threads(draws), searches(draws), reactions(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> pages(StudioDraws draws) {
    return List.of(
        read(
            "messages.page",
            6_000,
            """
            SELECT m.id, m.sender_id, u.full_name, m.content, m.reply_to_id, m.attachments,
                   m.edited_at, m.created_at
            FROM messages m JOIN users u ON u.id = m.sender_id
            WHERE m.conversation_id = ? AND m.deleted_at IS NULL
            ORDER BY m.created_at DESC LIMIT 50
            """,
            random -> List.of(draws.conversation(random))),
        read(
            "messages.page_before",
            1_800,
            """
            SELECT id, sender_id, content, created_at FROM messages
            WHERE conversation_id = ? AND deleted_at IS NULL AND created_at < ?
            ORDER BY created_at DESC LIMIT 50
            """,
            random ->
                List.of(draws.conversation(random), draws.daysAgo(1 + random.nextInt(60), random))),
        read(
            "messages.of_sender",
            300,
            """
            SELECT id, conversation_id, content, created_at FROM messages
            WHERE sender_id = ? AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.user(random))),
        read(
            "messages.newest",
            120,
            """
            SELECT id, conversation_id, sender_id, created_at
            FROM messages WHERE deleted_at IS NULL ORDER BY created_at DESC LIMIT 50
            """,
            _ -> List.of()),
        read(
            "messages.unread_in_conversation",
            3_000,
            """
            SELECT count(*) FROM messages
            WHERE conversation_id = ? AND NOT is_read AND sender_id <> ? AND deleted_at IS NULL
            """,
            random -> {
              var seat = draws.seat(random);
              return List.of(seat.conversation(), seat.user());
            }));
  }

  private static List<WorkloadStatement> threads(StudioDraws draws) {
    return List.of(
        read(
            "messages.replies",
            1_200,
            """
            SELECT id, sender_id, content, created_at FROM messages
            WHERE reply_to_id = ? AND deleted_at IS NULL ORDER BY created_at
            """,
            random -> List.of(draws.repliedMessage(random))),
        read(
            "messages.thread",
            1_200,
            """
            SELECT m.id, u.full_name, m.content, m.created_at
            FROM messages m JOIN users u ON u.id = m.sender_id
            WHERE m.thread_id = ? AND m.deleted_at IS NULL ORDER BY m.created_at
            """,
            random -> List.of(draws.thread(random))));
  }

  private static List<WorkloadStatement> searches(StudioDraws draws) {
    return List.of(
        read(
            "messages.search",
            120,
            """
            SELECT id, conversation_id, content, created_at FROM messages
            WHERE to_tsvector('english', content) @@ plainto_tsquery('english', ?)
              AND created_at >= ? AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.searchTerm(random), draws.daysAgo(30, random))),
        read(
            "messages.search_in_conversation",
            300,
            """
            SELECT id, content, created_at FROM messages
            WHERE conversation_id = ? AND deleted_at IS NULL
              AND to_tsvector('english', content) @@ plainto_tsquery('english', ?)
            ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.conversation(random), draws.searchTerm(random))));
  }

  private static List<WorkloadStatement> reactions(StudioDraws draws) {
    return List.of(
        read(
            "reactions.of_message",
            1_800,
            """
            SELECT emoji, count(*) AS count FROM message_reactions
            WHERE message_id = ? GROUP BY emoji ORDER BY count DESC
            """,
            random -> List.of((long) draws.recentMessage(random))),
        read(
            "reactions.of_page",
            1_200,
            """
            WITH page AS (
              SELECT id FROM messages
              WHERE conversation_id = ? AND deleted_at IS NULL
              ORDER BY created_at DESC LIMIT 50
            )
            SELECT r.message_id, r.emoji, count(*) AS count
            FROM page JOIN message_reactions r ON r.message_id = page.id
            GROUP BY r.message_id, r.emoji
            """,
            random -> List.of(draws.conversation(random))),
        read(
            "reactions.of_user",
            120,
            """
            SELECT message_id, emoji, created_at FROM message_reactions
            WHERE user_id = ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.user(random))));
  }
}
