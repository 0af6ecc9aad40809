package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.studio.StudioFacts.createdAt;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/** Projects, their people and milestones, and the time spent on them. */
final class ProjectTables {

  private static final double DELETED_SHARE = 0.02;
  private static final double CLIENT_SHARE = 0.6;
  private static final double TEAM_SHARE = 0.3;
  private static final double NO_DUE_DATE_SHARE = 0.1;
  private static final double BILLABLE_SHARE = 0.8;
  private static final double INVOICED_SHARE = 0.6;
  private static final long DAY_MILLIS = 86_400_000;
  private static final long HOUR_MILLIS = 3_600_000;

  /** Share of the table that is old enough to be over. */
  private static final double OLD_FRACTION = 0.75;

  private final StudioShape shape;
  private final Vocabulary words;

  ProjectTables(StudioShape shape, Vocabulary words) {
    this.shape = shape;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "projects",
            """
            id, organization_id, team_id, manager_id, client_id, name, description, status,
            priority, start_date, due_date, budget, tags, settings, completed_at, deleted_at,
            created_at, updated_at
            """,
            sizes.projects(),
            this::project),
        new TableRows(
            "project_members",
            """
            project_id, user_id, member_role, hourly_rate, joined_at
            """,
            sizes.projects(),
            this::members),
        new TableRows(
            "project_milestones",
            """
            id, project_id, title, description, position, due_date, completed_at, created_at
            """,
            sizes.projects(),
            this::milestones),
        new TableRows(
            "time_entries",
            """
            id, user_id, project_id, invoice_id, description, started_at, ended_at, minutes,
            is_billable, created_at
            """,
            sizes.timeEntries(),
            this::timeEntry));
  }

  /** The due day of a project; a fact of the key, because workload and milestones need it too. */
  static long dueDay(int project, int projects) {
    long created = createdAt(project, projects) / DAY_MILLIS;
    return created + 20 + Math.floorMod(project * 31L, 120L);
  }

  private void project(int project, SplittableRandom random, CopyRows rows) {
    int count = shape.sizes().projects();
    long created = createdAt(project, count);
    var group = shape.projectGroup(project);
    String status = status((double) project / count, random);
    rows.number(project).number(group.organization());
    rows.reference(random.nextDouble() < TEAM_SHARE ? 1 + random.nextInt(shape.sizes().teams()) : 0)
        .number(group.member(0))
        .reference(random.nextDouble() < CLIENT_SHARE ? group.member(group.size()) : 0)
        .text(words.title(new StringBuilder(), 2 + random.nextInt(3), random))
        .text(words.sentences(new StringBuilder(), 15 + random.nextInt(60), random))
        .text(status)
        .text(priority(random))
        .day(created / DAY_MILLIS);
    if (random.nextDouble() < NO_DUE_DATE_SHARE) {
      rows.none();
    } else {
      rows.day(dueDay(project, count));
    }
    rows.hundredths(100_000L + random.nextInt(5_000_000))
        .text(tags(random))
        .text("{\"visibility\": \"%s\"}".formatted(random.nextInt(10) == 0 ? "public" : "team"));
    if (status.equals("completed")) {
      rows.timestamp(Math.min(dueDay(project, count) * DAY_MILLIS, StudioFacts.daysBeforeEnd(0)));
    } else {
      rows.none();
    }
    if (random.nextDouble() < DELETED_SHARE) {
      rows.timestamp(created + 10 * DAY_MILLIS);
    } else {
      rows.none();
    }
    rows.timestamp(created).timestamp(updatedAt(created, random)).end();
  }

  /** What is old is over; what is new is under way. */
  private static String status(double age, SplittableRandom random) {
    int draw = random.nextInt(100);
    if (age < OLD_FRACTION) {
      return draw < 86 ? "completed" : draw < 93 ? "cancelled" : draw < 97 ? "on_hold" : "active";
    }
    return draw < 62 ? "active" : draw < 76 ? "planning" : draw < 88 ? "review" : "completed";
  }

  private static String priority(SplittableRandom random) {
    int draw = random.nextInt(100);
    return StudioFacts.PRIORITIES.get(draw < 60 ? 0 : draw < 82 ? 1 : draw < 96 ? 2 : 3);
  }

  private static long updatedAt(long created, SplittableRandom random) {
    return Math.min(created + random.nextInt(200) * DAY_MILLIS, StudioFacts.daysBeforeEnd(0));
  }

  private static String tags(SplittableRandom random) {
    var tags = new LinkedHashSet<String>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      tags.add(StudioFacts.tag(random));
    }
    return "{" + String.join(",", tags) + "}";
  }

  private void members(int project, SplittableRandom random, CopyRows rows) {
    var group = shape.projectGroup(project);
    long created = createdAt(project, shape.sizes().projects());
    for (int i = 0; i < group.size(); i++) {
      rows.number(project)
          .number(group.member(i))
          .text(i == 0 ? "manager" : i == 1 ? "reviewer" : "contributor")
          .hundredths(3_000 + random.nextInt(12_000))
          .timestamp(created + i * HOUR_MILLIS)
          .end();
    }
  }

  private void milestones(int project, SplittableRandom random, CopyRows rows) {
    long created = createdAt(project, shape.sizes().projects());
    long due = dueDay(project, shape.sizes().projects());
    int count = 1 + random.nextInt(4);
    for (int position = 1; position <= count; position++) {
      long day = created / DAY_MILLIS + (due - created / DAY_MILLIS) * position / count;
      rows.number(rows.rows() + 1)
          .number(project)
          .text(words.title(new StringBuilder(), 3, random))
          .text(words.sentences(new StringBuilder(), 6 + random.nextInt(20), random))
          .number(position)
          .day(day);
      if (day * DAY_MILLIS < StudioFacts.daysBeforeEnd(0) && random.nextInt(30) != 0) {
        rows.timestamp(day * DAY_MILLIS);
      } else {
        rows.none();
      }
      rows.timestamp(created).end();
    }
  }

  private void timeEntry(int entry, SplittableRandom random, CopyRows rows) {
    var sizes = shape.sizes();
    long started = createdAt(entry, sizes.timeEntries());
    int minutes = 15 * (1 + random.nextInt(20));
    boolean billable = random.nextDouble() < BILLABLE_SHARE;
    boolean invoiced = billable && random.nextDouble() < INVOICED_SHARE;
    rows.number(entry)
        .number(shape.userOfTimeEntry(entry))
        .number(shape.projectOfTimeEntry(entry))
        .reference(invoiced ? 1 + random.nextInt(sizes.invoices()) : 0)
        .text(words.sentences(new StringBuilder(), 3 + random.nextInt(9), random))
        .timestamp(started)
        .timestamp(started + minutes * 60_000L)
        .number(minutes)
        .bool(billable)
        .timestamp(started + minutes * 60_000L)
        .end();
  }
}
