package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.studio.StudioFacts.createdAt;
import static dev.trimtab.scenarios.studio.StudioFacts.daysBeforeEnd;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** Conversations, messages, reactions and notifications. */
final class TalkTables {

  private static final double MESSAGE_DELETED_SHARE = 0.015;
  private static final double MESSAGE_EDITED_SHARE = 0.05;
  private static final double ATTACHMENT_SHARE = 0.04;
  private static final double REACTED_SHARE = 0.15;
  private static final int UNREAD_DAYS = 21;
  private static final double UNREAD_SHARE_RECENT = 0.25;
  private static final double UNREAD_SHARE_OLD = 0.003;
  private static final double ARCHIVED_SHARE = 0.1;
  private static final long HOUR_MILLIS = 3_600_000;

  private static final List<String> TYPES = List.of("direct", "group", "support");
  private static final List<String> EMOJI = List.of("👍", "❤️", "🎉", "👀", "🚀", "😂");
  private static final List<String> NOTIFICATION_TYPES =
      List.of("message", "mention", "file", "project", "milestone", "invoice", "system");

  private final StudioShape shape;
  private final Vocabulary words;

  TalkTables(StudioShape shape, Vocabulary words) {
    this.shape = shape;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "conversations",
            """
            id, organization_id, project_id, created_by, conversation_type, title, is_archived,
            last_message_at, created_at
            """,
            sizes.conversations(),
            this::conversation),
        new TableRows(
            "conversation_participants",
            """
            conversation_id, user_id, last_read_at, is_muted, joined_at
            """,
            sizes.conversations(),
            this::participants),
        new TableRows(
            "messages",
            """
            id, conversation_id, sender_id, reply_to_id, thread_id, message_type, content,
            attachments, is_read, edited_at, deleted_at, created_at
            """,
            sizes.messages(),
            this::message),
        new TableRows(
            "message_reactions",
            """
            id, message_id, user_id, emoji, created_at
            """,
            sizes.messages(),
            this::reactions),
        new TableRows(
            "notifications",
            """
            id, user_id, actor_id, notification_type, title, body, payload, read_at, created_at
            """,
            sizes.notifications(),
            this::notification));
  }

  private void conversation(int conversation, SplittableRandom random, CopyRows rows) {
    int project = shape.projectOfConversation(conversation);
    int last = shape.lastMessageOfConversation(conversation);
    String type = project == 0 ? StudioFacts.pick(TYPES, random) : "project";
    rows.number(conversation)
        .number(shape.organizationOfConversation(conversation))
        .reference(project)
        .number(shape.conversationGroup(conversation).member(0))
        .text(type);
    if (type.equals("direct")) {
      rows.none();
    } else {
      rows.text(words.title(new StringBuilder(), 2 + random.nextInt(3), random));
    }
    rows.bool(random.nextDouble() < ARCHIVED_SHARE);
    if (last == 0) {
      rows.none();
    } else {
      rows.timestamp(createdAt(last, shape.sizes().messages()));
    }
    rows.timestamp(createdAt(conversation, shape.sizes().conversations())).end();
  }

  private void participants(int conversation, SplittableRandom random, CopyRows rows) {
    var group = shape.conversationGroup(conversation);
    int last = shape.lastMessageOfConversation(conversation);
    long created = createdAt(conversation, shape.sizes().conversations());
    for (int i = 0; i < group.size(); i++) {
      rows.number(conversation).number(group.member(i));
      if (last == 0 || random.nextInt(20) == 0) {
        rows.none();
      } else {
        // Three of four are up to date, the others some days behind.
        boolean behind = random.nextInt(4) == 0;
        long lag = behind ? random.nextInt(500) * HOUR_MILLIS : 0;
        rows.timestamp(createdAt(last, shape.sizes().messages()) - lag);
      }
      rows.bool(random.nextInt(15) == 0).timestamp(created).end();
    }
  }

  private void message(int message, SplittableRandom random, CopyRows rows) {
    long created = createdAt(message, shape.sizes().messages());
    boolean recent = created > daysBeforeEnd(UNREAD_DAYS);
    boolean attached = random.nextDouble() < ATTACHMENT_SHARE;
    rows.number(message)
        .number(shape.conversationOfMessage(message))
        .number(shape.senderOfMessage(message))
        .reference(shape.replyToOfMessage(message))
        .reference(shape.threadOfMessage(message))
        .text(attached ? "file" : random.nextInt(200) == 0 ? "system" : "text")
        .text(words.sentences(new StringBuilder(160), contentWords(random), random));
    if (attached) {
      rows.text("[{\"file_id\": %d}]".formatted(1 + random.nextInt(shape.sizes().files())));
    } else {
      rows.none();
    }
    rows.bool(random.nextDouble() >= (recent ? UNREAD_SHARE_RECENT : UNREAD_SHARE_OLD));
    seldom(rows, MESSAGE_EDITED_SHARE, created, random);
    seldom(rows, MESSAGE_DELETED_SHARE, created, random);
    rows.timestamp(created).end();
  }

  /** Most messages are a line, some are a page. */
  private static int contentWords(SplittableRandom random) {
    return 3 + random.nextInt(14) + (random.nextInt(12) == 0 ? random.nextInt(60) : 0);
  }

  private static void seldom(CopyRows rows, double share, long created, SplittableRandom random) {
    if (random.nextDouble() < share) {
      rows.timestamp(created + random.nextInt(48) * HOUR_MILLIS);
    } else {
      rows.none();
    }
  }

  private void reactions(int message, SplittableRandom random, CopyRows rows) {
    if (random.nextDouble() >= REACTED_SHARE) {
      return;
    }
    var group = shape.conversationGroup(shape.conversationOfMessage(message));
    long created = createdAt(message, shape.sizes().messages());
    int count = Math.min(1 + random.nextInt(3), group.size());
    for (int i = 0; i < count; i++) {
      rows.number(rows.rows() + 1)
          .number(message)
          .number(group.member(i))
          .text(EMOJI.get(Math.min(random.nextInt(EMOJI.size()), random.nextInt(EMOJI.size()))))
          .timestamp(created + random.nextInt(600) * 60_000L)
          .end();
    }
  }

  private void notification(int notification, SplittableRandom random, CopyRows rows) {
    long created = createdAt(notification, shape.sizes().notifications());
    int user = shape.userOfNotification(notification);
    int organization = shape.organizationOfUser(user);
    rows.number(notification)
        .number(user)
        .number(shape.member(organization, random.nextInt(1_000)))
        .text(
            NOTIFICATION_TYPES.get(
                Math.min(random.nextInt(NOTIFICATION_TYPES.size()), random.nextInt(8))))
        .text(words.title(new StringBuilder(), 4, random))
        .text(words.sentences(new StringBuilder(), 5 + random.nextInt(15), random))
        .text("{\"message_id\": %d}".formatted(1 + random.nextInt(shape.sizes().messages())));
    boolean recent = created > daysBeforeEnd(UNREAD_DAYS);
    if (random.nextDouble() < (recent ? 0.5 : 0.06)) {
      rows.none();
    } else {
      rows.timestamp(created + random.nextInt(72) * HOUR_MILLIS);
    }
    rows.timestamp(created).end();
  }
}
