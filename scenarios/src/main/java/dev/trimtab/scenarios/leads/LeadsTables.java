package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.leads.LeadsFacts.TIMELINE;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.leads.LeadsFacts.History;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Organisations, their users as Monday.com knows them, leads, metrics. */
final class LeadsTables {

  private static final double EMAIL_SHARE = 0.8;
  private static final double PHONE_SHARE = 0.5;
  private static final double PHOTO_SHARE = 0.7;
  private static final double GUEST_SHARE = 0.1;
  private static final double TAGGED_SHARE = 0.2;
  private static final long DAY_MILLIS = 86_400_000;

  private final LeadsShape shape;
  private final LeadsFacts facts;

  /** Of every row, and dear to compute. */
  private final String[] organizationIds;

  LeadsTables(LeadsShape shape, LeadsFacts facts) {
    this.shape = shape;
    this.facts = facts;
    organizationIds = new String[shape.sizes().organizations() + 1];
    for (int key = 1; key < organizationIds.length; key++) {
      organizationIds[key] = facts.organizationId(key);
    }
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "\"Organization\"",
            """
            "id", "name", "mondayAccountId", "plan", "settings", "createdAt"
            """,
            sizes.organizations(),
            this::organization),
        new TableRows(
            "\"MondayUserCache\"",
            """
            "orgId", "userId", "name", "email", "photoUrl", "isGuest", "teamIds", "raw",
            "updatedAt"
            """,
            sizes.users(),
            this::user),
        new TableRows(
            "\"LeadFact\"",
            """
            "id", "orgId", "itemId", "boardId", "name", "email", "phone", "source", "status",
            "assignedUserId", "dealAmount", "tags", "raw", "enteredAt", "firstTouchAt",
            "closedWonAt", "closedLostAt", "updatedAt"
            """,
            sizes.leads(),
            this::lead),
        new TableRows(
            "\"AgentMetricsSnapshot\"",
            """
            "id", "orgId", "agentUserId", "windowDays", "metrics", "computedAt"
            """,
            sizes.users(),
            this::snapshots));
  }

  private void organization(int organization, SplittableRandom random, CopyRows rows) {
    rows.text(organizationIds[organization])
        .text(facts.organizationName(organization))
        .text(facts.mondayAccount(organization))
        .text(random.nextInt(4) == 0 ? "enterprise" : "team")
        .text("{\"slaMinutes\": %d}".formatted(15 * (1 + random.nextInt(8))))
        .timestamp(TIMELINE.daysBeforeEnd(1_095))
        .end();
  }

  private void user(int user, SplittableRandom random, CopyRows rows) {
    rows.text(organizationIds[shape.organizationOfUser(user)])
        .text(facts.userId(user))
        .text(facts.userName(user))
        .text(facts.userEmail(user));
    if (random.nextDouble() < PHOTO_SHARE) {
      rows.text("/photos/" + Long.toHexString(random.nextLong()) + ".png");
    } else {
      rows.none();
    }
    rows.bool(random.nextDouble() < GUEST_SHARE)
        .text("{%d}".formatted(random.nextInt(40)))
        .text("{\"title\": \"%s\"}".formatted(shape.isAgent(user) ? "Agent" : "Colleague"))
        .timestamp(TIMELINE.daysBeforeEnd(20 * random.nextDouble()))
        .end();
  }

  private void lead(int lead, SplittableRandom random, CopyRows rows) {
    int count = shape.sizes().leads();
    int organization = shape.organizationOfLead(lead);
    int agent = shape.agentOfLead(lead);
    String name = facts.leadName(lead);
    var history = facts.history(lead, count);
    rows.text(facts.leadId(lead, count))
        .text(organizationIds[organization])
        .text(facts.itemId(lead))
        .text(facts.boardId(lead, organization))
        .text(name);
    contact(name, lead, random, rows);
    double source = Math.pow(random.nextDouble(), 2);
    rows.text(LeadsFacts.SOURCES.get((int) (source * LeadsFacts.SOURCES.size())))
        .text(history.status());
    if (agent == 0) {
      rows.none();
    } else {
      rows.text(facts.userId(agent));
    }
    if (History.happened(history.won()) || random.nextInt(3) == 0) {
      rows.hundredths((long) (50_000 / Math.pow(1 - random.nextDouble(), 0.7)));
    } else {
      rows.none();
    }
    rows.text(random.nextDouble() < TAGGED_SHARE ? "{priority}" : "{}")
        .text("{\"group\": \"topics\", \"column_values\": {\"c1\": \"" + random.nextInt() + "\"}}");
    history(history, random, rows);
  }

  private static void contact(String name, int lead, SplittableRandom random, CopyRows rows) {
    if (random.nextDouble() < EMAIL_SHARE) {
      String local = name.substring(0, name.indexOf(' ')).toLowerCase(Locale.ROOT);
      rows.text(local + lead + "@mail.example");
    } else {
      rows.none();
    }
    if (random.nextDouble() < PHONE_SHARE) {
      rows.text("+49 30 " + (1_000_000 + random.nextInt(9_000_000)));
    } else {
      rows.none();
    }
  }

  private static void history(History history, SplittableRandom random, CopyRows rows) {
    rows.timestamp(history.entered());
    moment(history.touched(), rows);
    moment(history.won(), rows);
    moment(history.lost(), rows);
    long updated = history.entered() + random.nextInt(30) * DAY_MILLIS;
    rows.timestamp(Math.min(updated, TIMELINE.daysBeforeEnd(0))).end();
  }

  private static void moment(long epochMillis, CopyRows rows) {
    if (History.happened(epochMillis)) {
      rows.timestamp(epochMillis);
    } else {
      rows.none();
    }
  }

  /** A row per window for whoever works on leads, none for the others. */
  private void snapshots(int user, SplittableRandom random, CopyRows rows) {
    if (!shape.isAgent(user)) {
      return;
    }
    for (int window : LeadsFacts.WINDOWS) {
      int leads = 1 + random.nextInt(10 * window);
      int won = (int) (leads * 0.3 * random.nextDouble());
      rows.text(facts.snapshotId(user, window))
          .text(organizationIds[shape.organizationOfUser(user)])
          .text(facts.userId(user))
          .number(window)
          .text(
              "{\"leads\": %d, \"won\": %d, \"closeRate\": %d, \"medianResponseMinutes\": %d}"
                  .formatted(leads, won, 100 * won / leads, 1 + random.nextInt(600)))
          .timestamp(TIMELINE.daysBeforeEnd(random.nextDouble() * random.nextInt(4)))
          .end();
    }
  }
}
