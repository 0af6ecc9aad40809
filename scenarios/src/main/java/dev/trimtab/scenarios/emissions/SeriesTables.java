package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.emissions.EmissionsFacts.TIMELINE;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** What grows with time: emissions, conversations, the audit log. */
final class SeriesTables {

  /** Younger ones are still being entered and checked. */
  private static final int OPEN_DAYS = 45;

  private static final double NOTES_SHARE = 0.08;
  private static final double IMPORTED_SHARE = 0.4;
  private static final double UNKNOWN_USER_SHARE = 0.04;
  private static final double SUMMARY_SHARE = 0.6;
  private static final long MINUTE_MILLIS = 60_000;

  private final EmissionsShape shape;
  private final EmissionsFacts facts;
  private final Vocabulary words;

  SeriesTables(EmissionsShape shape, EmissionsFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "emissions",
            """
            id, organization_id, facility_id, source_id, period, scope, activity_value, value,
            status, data_quality, notes, created_by, created_at
            """,
            sizes.emissions(),
            this::emission),
        new TableRows(
            "conversations",
            """
            id, organization_id, user_id, title, summary, message_count, token_count, is_archived,
            context, created_at, updated_at
            """,
            sizes.conversations(),
            this::conversation),
        new TableRows(
            "security_audit_logs",
            """
            id, organization_id, user_id, action, resource_type, resource_id, severity,
            ip_address, details, occurred_at
            """,
            sizes.logs(),
            this::log));
  }

  private void emission(int emission, SplittableRandom random, CopyRows rows) {
    int source = shape.sourceOfEmission(emission);
    int facility = shape.facilityOfSource(source);
    int organization = shape.organizationOfFacility(facility);
    var kind = EmissionsFacts.SOURCE_KINDS.get(shape.kindOfSource(source));
    long created = TIMELINE.createdAt(emission, shape.sizes().emissions());
    long day = facts.period(emission, shape.sizes().emissions());
    double kilograms = facts.kilograms(source, kind, day, random);
    rows.uuid(facts.emissionId(emission))
        .uuid(facts.organizationId(organization))
        .uuid(facts.facilityId(facility))
        .uuid(facts.sourceId(source))
        .day(day)
        .number(kind.scope())
        .hundredths((long) (kilograms * (150 + random.nextInt(20))))
        .hundredths((long) (kilograms * 100))
        .text(status(created, random));
    int quality = random.nextInt(100);
    rows.text(quality < 70 ? "measured" : quality < 92 ? "calculated" : "estimated");
    if (random.nextDouble() < NOTES_SHARE) {
      rows.text(words.sentences(new StringBuilder(), 4 + random.nextInt(12), random));
    } else {
      rows.none();
    }
    if (random.nextDouble() < IMPORTED_SHARE) {
      rows.none();
    } else {
      rows.uuid(facts.userId(shape.anyMember(organization, random)));
    }
    rows.timestamp(created).end();
  }

  private static String status(long created, SplittableRandom random) {
    int draw = random.nextInt(100);
    if (created > TIMELINE.daysBeforeEnd(OPEN_DAYS)) {
      return draw < 35 ? "draft" : draw < 65 ? "submitted" : draw < 98 ? "verified" : "rejected";
    }
    return draw < 95 ? "verified" : draw < 98 ? "submitted" : draw < 99 ? "draft" : "rejected";
  }

  private void conversation(int conversation, SplittableRandom random, CopyRows rows) {
    int user = shape.userOfConversation(conversation);
    long created = TIMELINE.createdAt(conversation, shape.sizes().conversations());
    int messages = 2 + (int) (60 * Math.pow(random.nextDouble(), 4));
    rows.uuid(facts.conversationId(conversation))
        .uuid(facts.organizationId(shape.organizationOfUser(user)))
        .uuid(facts.userId(user))
        .text(words.title(new StringBuilder(), 2 + random.nextInt(4), random));
    if (random.nextDouble() < SUMMARY_SHARE) {
      rows.text(words.sentences(new StringBuilder(), 8 + random.nextInt(25), random));
    } else {
      rows.none();
    }
    rows.number(messages)
        .number(messages * (100L + random.nextInt(400)))
        .bool(random.nextInt(10) == 0)
        .text("{\"model\": \"m" + (1 + random.nextInt(3)) + "\"}")
        .timestamp(created)
        .timestamp(created + messages * MINUTE_MILLIS)
        .end();
  }

  private void log(int log, SplittableRandom random, CopyRows rows) {
    int user = shape.userOfLog(log);
    int action = (int) (EmissionsDraws.ACTIONS.size() * Math.pow(random.nextDouble(), 2));
    rows.number(log).uuid(facts.organizationId(shape.organizationOfUser(user)));
    if (random.nextDouble() < UNKNOWN_USER_SHARE) {
      rows.none();
    } else {
      rows.uuid(facts.userId(user));
    }
    rows.text(EmissionsDraws.ACTIONS.get(action)).text(facts.resourceType(log));
    if (random.nextInt(50) == 0) {
      rows.none();
    } else {
      rows.uuid(facts.resourceId(log));
    }
    int severity = random.nextInt(1_000);
    rows.text(severity < 960 ? "info" : severity < 998 ? "warning" : "critical")
        .text("10." + (user & 15) + "." + (user >> 4 & 255) + "." + (1 + random.nextInt(9)))
        .text("{\"request\": \"" + random.nextInt() + "\"}")
        .timestamp(TIMELINE.createdAt(log, shape.sizes().logs()))
        .end();
  }
}
