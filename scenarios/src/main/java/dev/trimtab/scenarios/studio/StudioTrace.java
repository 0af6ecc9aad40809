package dev.trimtab.scenarios.studio;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.SessionTrace;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What people do in the studio: they log in, look at the first page, at lists, at the projects and
 * conversations they work in, come back to them, and change something now and then. Who comes and
 * what they work on is as skewed as the data; statements and their parameters are the workload's.
 *
 * <p>Every page is a few statements: the faces beside a conversation are one read each, as in the
 * source system. Lives are the tiers of its cache. Endless; equal options give equal requests. One
 * thread at a time.
 */
public final class StudioTrace extends SessionTrace {

  /** People at work at the same moment. */
  private static final int SESSIONS = 120;

  /** A page every ten seconds or so, each. */
  private static final Duration THINK_MEAN = Duration.ofSeconds(10);

  private static final int PAGES_MIN = 20;
  private static final int PAGES_MAX = 90;
  private static final int PROJECTS = 3;
  private static final int CONVERSATIONS = 3;
  private static final int TRIES_MAX = 12;

  /** Of a visit to a conversation one in nine leaves a message; fewer change a project. */
  private static final double POSTS = 0.11;

  private static final double STATUS_CHANGES = 0.02;
  private static final double UPLOADS = 0.04;

  /** Also for pages of messages: a new one makes them stale at once, so they may live longer. */
  private static final Duration MEDIUM = Duration.ofMinutes(5);

  /** For faces, and for a dashboard: it sums up whole days. */
  private static final Duration LONG = Duration.ofMinutes(30);

  private final StudioShape shape;
  private final StudioDraws draws;
  private final OffsetDateTime since;

  private StudioTrace(LoadOptions options) {
    super(new StudioScenario().workload(options), options.seed(), SESSIONS, THINK_MEAN);
    this.shape = new StudioShape(StudioSizes.of(options.scale()), options.seed());
    this.draws =
        new StudioDraws(shape, new StudioFacts(options.seed()), StudioScenario.vocabulary());
    // A dashboard shows the last seven days, whole ones.
    this.since = draws.now().minusDays(7);
  }

  /** Returns the trace of a database loaded with these options. */
  public static StudioTrace of(LoadOptions options) {
    return new StudioTrace(options);
  }

  @Override
  protected Session come() {
    return new Person();
  }

  /** One person at work. */
  private final class Person extends Session {

    private final long user;
    private final long organization;
    private final List<Long> projects = new ArrayList<>();
    private final List<Long> conversations = new ArrayList<>();

    Person() {
      super(random.nextInt(PAGES_MIN, PAGES_MAX));
      StudioDraws.Seat seat = draws.seat(random);
      user = seat.user();
      conversations.add(seat.conversation());
      organization = shape.organizationOfConversation((int) seat.conversation());
      int discussed = shape.projectOfConversation((int) seat.conversation());
      projects.add(discussed == 0 ? draws.project(random) : discussed);
      for (int i = 0; i < TRIES_MAX; i++) {
        long project = draws.project(random);
        if (projects.size() < PROJECTS
            && shape.organizationOfProject((int) project) == organization) {
          projects.add(project);
        }
        long conversation = draws.conversation(random);
        if (conversations.size() < CONVERSATIONS
            && shape.organizationOfConversation((int) conversation) == organization) {
          conversations.add(conversation);
        }
      }
    }

    /** Forty of a hundred pages are conversations, because people wait for answers. */
    @Override
    protected void open() {
      int draw = random.nextInt(100);
      if (draw < 40) {
        conversation(conversations.get(random.nextInt(conversations.size())));
      } else if (draw < 70) {
        project(projects.get(random.nextInt(projects.size())));
      } else if (draw < 88) {
        list();
      } else {
        dashboard();
      }
    }

    @Override
    protected void logIn() {
      write("users.logged_in", List.of(draws.now(), user), "user:" + user);
      face(user);
      read("users", "organizations.of_user", LONG, List.of(user), "member:" + user);
      dashboard();
    }

    private void face(long person) {
      read("users", "users.by_id", LONG, List.of(person), "user:" + person);
    }

    private void dashboard() {
      read("analytics", "organizations.dashboard", LONG, List.of(since, organization));
    }

    private void list() {
      String tag = "organization:%d:projects".formatted(organization);
      read("projects", "projects.of_organization", MEDIUM, List.of(organization), tag);
      read("projects", "projects.status_counts", MEDIUM, List.of(organization), tag);
    }

    private void project(long project) {
      String tag = "project:" + project;
      read("projects", "projects.members", MEDIUM, List.of(project), tag + ":members");
      read("projects", "milestones.of_project", MEDIUM, List.of(project), tag);
      read("files", "files.of_project", MEDIUM, List.of(project), tag + ":files");
      var group = shape.projectGroup((int) project);
      face(group.member(0));
      face(group.member(random.nextInt(group.size())));
      if (random.nextDouble() < STATUS_CHANGES) {
        long owner = shape.organizationOfProject((int) project);
        write(
            "projects.set_status",
            List.of("review", draws.now(), project),
            tag,
            "organization:%d:projects".formatted(owner));
      }
      if (random.nextDouble() < UPLOADS) {
        upload();
      }
    }

    /** A new version of a file; the project whose list changes is the file's. */
    private void upload() {
      long file = draws.versionedFile(random);
      write(
          "files.insert_version",
          List.of(
              file,
              1_000 + random.nextLong(1_000_000),
              "v/" + Long.toUnsignedString(random.nextLong(), 36),
              draws.now()),
          "project:%d:files".formatted(shape.projectOfFile((int) file)));
    }

    private void conversation(long conversation) {
      String tag = "conversation:" + conversation;
      read("messages", "messages.page", MEDIUM, List.of(conversation), tag);
      var group = shape.conversationGroup((int) conversation);
      for (int i = 0; i < group.size(); i++) {
        face(group.member(i));
      }
      if (random.nextDouble() < POSTS) {
        write("messages.insert", List.of(conversation, user, draws.text(random), draws.now()), tag);
        write("conversations.touch", List.of(draws.now(), conversation), tag);
        read("messages", "messages.page", MEDIUM, List.of(conversation), tag);
      }
    }
  }
}
