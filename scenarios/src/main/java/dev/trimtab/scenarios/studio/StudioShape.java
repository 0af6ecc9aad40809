package dev.trimtab.scenarios.studio;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.ScatteredZipf;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Who belongs to whom: every reference between two big tables, decided once and kept as arrays of
 * keys.
 *
 * <p>Keys start at 1; 0 stands for "refers to nobody" and becomes NULL. A few bytes per row buy
 * that generator and workload agree without asking a database: 12 MB at scale 1. Immutable after
 * the constructor; equal seeds give equal shapes.
 */
final class StudioShape {

  private static final double ORGANIZATION_EXPONENT = 0.85;
  private static final double PROJECT_EXPONENT = 0.7;
  private static final double CONVERSATION_EXPONENT = 0.75;

  private static final double FILE_IN_PROJECT_SHARE = 0.72;
  private static final double FILE_IS_NEW_VERSION_SHARE = 0.2;
  private static final int FILE_VERSION_DISTANCE = 300;
  private static final double CONVERSATION_IN_PROJECT_SHARE = 0.55;
  private static final double REPLY_SHARE = 0.18;

  private final long seed;
  private final StudioSizes sizes;

  private final int[] organizationOfUser;
  private final int[] membersStart;
  private final int[] members;
  private final int[] organizationOfProject;
  private final int[] projectOfFile;
  private final int[] organizationOfFile;
  private final int[] parentOfFile;
  private final int[] versionOfFile;
  private final boolean[] latestFile;
  private final int[] projectOfConversation;
  private final int[] organizationOfConversation;
  private final int[] conversationOfMessage;
  private final int[] replyToOfMessage;
  private final int[] threadOfMessage;
  private final int[] lastMessageOfConversation;
  private final int[] projectOfTimeEntry;

  private final ScatteredZipf organizationDraw;
  private final ScatteredZipf projectDraw;

  StudioShape(StudioSizes sizes, long seed) {
    this.seed = seed;
    this.sizes = sizes;
    organizationDraw = zipf(sizes.organizations(), ORGANIZATION_EXPONENT, "organizations");
    projectDraw = zipf(sizes.projects(), PROJECT_EXPONENT, "projects");

    organizationOfUser = new int[sizes.users() + 1];
    membersStart = new int[sizes.organizations() + 2];
    members = new int[sizes.users()];
    placeUsers();

    organizationOfProject = new int[sizes.projects() + 1];
    placeProjects();

    projectOfFile = new int[sizes.files() + 1];
    organizationOfFile = new int[sizes.files() + 1];
    parentOfFile = new int[sizes.files() + 1];
    versionOfFile = new int[sizes.files() + 1];
    latestFile = new boolean[sizes.files() + 1];
    placeFiles();

    projectOfConversation = new int[sizes.conversations() + 1];
    organizationOfConversation = new int[sizes.conversations() + 1];
    placeConversations();

    conversationOfMessage = new int[sizes.messages() + 1];
    replyToOfMessage = new int[sizes.messages() + 1];
    threadOfMessage = new int[sizes.messages() + 1];
    lastMessageOfConversation = new int[sizes.conversations() + 1];
    placeMessages();

    projectOfTimeEntry = new int[sizes.timeEntries() + 1];
    placeTimeEntries();
  }

  StudioSizes sizes() {
    return sizes;
  }

  int organizationOfUser(int user) {
    return organizationOfUser[user];
  }

  /** Every organisation has at least its owner: the user of the same number. */
  int memberCount(int organization) {
    return membersStart[organization + 1] - membersStart[organization];
  }

  /** Returns a member of the organisation; the index is taken modulo their number. */
  int member(int organization, int index) {
    return members[membersStart[organization] + Math.floorMod(index, memberCount(organization))];
  }

  int organizationOfProject(int project) {
    return organizationOfProject[project];
  }

  /** The people of a project, the manager first. */
  Group projectGroup(int project) {
    return group("project group", project, organizationOfProject[project], 2, 6);
  }

  Group teamGroup(int team) {
    return group("team group", team, organizationOfTeam(team), 4, 11);
  }

  int organizationOfTeam(int team) {
    return organizationDraw.key(Draws.of(seed, "team", team));
  }

  int projectOfFile(int file) {
    return projectOfFile[file];
  }

  int organizationOfFile(int file) {
    return organizationOfFile[file];
  }

  int uploaderOfFile(int file) {
    return member(
        organizationOfFile[file], Draws.of(seed, "uploader", file).nextInt(Integer.MAX_VALUE));
  }

  int parentOfFile(int file) {
    return parentOfFile[file];
  }

  int versionOfFile(int file) {
    return versionOfFile[file];
  }

  boolean isLatestFile(int file) {
    return latestFile[file];
  }

  int projectOfConversation(int conversation) {
    return projectOfConversation[conversation];
  }

  int organizationOfConversation(int conversation) {
    return organizationOfConversation[conversation];
  }

  /** The participants of a conversation, whoever opened it first. */
  Group conversationGroup(int conversation) {
    return group(
        "conversation group", conversation, organizationOfConversation[conversation], 2, 5);
  }

  /** The newest message of a conversation, or 0 when nobody has written yet. */
  int lastMessageOfConversation(int conversation) {
    return lastMessageOfConversation[conversation];
  }

  int conversationOfMessage(int message) {
    return conversationOfMessage[message];
  }

  int senderOfMessage(int message) {
    var group = conversationGroup(conversationOfMessage[message]);
    return group.member(Draws.of(seed, "sender", message).nextInt(group.size()));
  }

  int replyToOfMessage(int message) {
    return replyToOfMessage[message];
  }

  int threadOfMessage(int message) {
    return threadOfMessage[message];
  }

  int projectOfTimeEntry(int entry) {
    return projectOfTimeEntry[entry];
  }

  int userOfTimeEntry(int entry) {
    var group = projectGroup(projectOfTimeEntry[entry]);
    return group.member(Draws.of(seed, "time entry user", entry).nextInt(group.size()));
  }

  int projectOfInvoice(int invoice) {
    return anyProjectBefore(
        (double) invoice / sizes.invoices(), Draws.of(seed, "invoice project", invoice));
  }

  int organizationOfClientRequest(int request) {
    return organizationDraw.key(Draws.of(seed, "client request organization", request));
  }

  int assigneeOfClientRequest(int request) {
    int draw = Draws.of(seed, "client request assignee", request).nextInt(Integer.MAX_VALUE);
    return member(organizationOfClientRequest(request), draw);
  }

  /** Who is in busy conversations is notified often. */
  int userOfNotification(int notification) {
    var random = Draws.of(seed, "notification user", notification);
    int message = 1 + random.nextInt(sizes.messages());
    var group = conversationGroup(conversationOfMessage[message]);
    return group.member(random.nextInt(group.size()));
  }

  int userOfPortfolio(int portfolio) {
    return 1 + Draws.of(seed, "portfolio user", portfolio).nextInt(sizes.users());
  }

  /** Busy organisations have more of everything: the one a row belongs to. */
  int anyOrganization(RandomGenerator random) {
    return organizationDraw.key(random);
  }

  /** A project, the busy ones more often, that was there when a fraction of its table was. */
  int anyProjectBefore(double fraction, RandomGenerator random) {
    return projectDraw.keyUpTo(available(sizes.projects(), fraction), random);
  }

  /**
   * Some members of one organisation.
   *
   * <p>They are neighbours in the list of members. That makes them distinct without remembering
   * anybody, and the same people meet in project after project, as colleagues do.
   */
  final class Group {
    private final int organization;
    private final int start;
    private final int size;

    private Group(int organization, int start, int size) {
      this.organization = organization;
      this.start = start;
      this.size = size;
    }

    int size() {
      return size;
    }

    int member(int index) {
      return StudioShape.this.member(organization, start + index);
    }

    int organization() {
      return organization;
    }
  }

  private Group group(String purpose, int key, int organization, int sizeMin, int sizeMax) {
    var random = Draws.of(seed, purpose, key);
    int start = random.nextInt(memberCount(organization));
    int size = sizeMin + random.nextInt(sizeMax - sizeMin + 1);
    return new Group(organization, start, Math.min(size, memberCount(organization)));
  }

  private ScatteredZipf zipf(int count, double exponent, String purpose) {
    return new ScatteredZipf(count, exponent, Draws.hash(seed, purpose.hashCode(), 0));
  }

  private void placeUsers() {
    for (int user = 1; user <= sizes.users(); user++) {
      organizationOfUser[user] =
          user <= sizes.organizations()
              ? user
              : organizationDraw.key(Draws.of(seed, "home organization", user));
      membersStart[organizationOfUser[user] + 1]++;
    }
    for (int organization = 1; organization <= sizes.organizations() + 1; organization++) {
      membersStart[organization] += membersStart[organization - 1];
    }
    int[] next = Arrays.copyOf(membersStart, membersStart.length);
    for (int user = 1; user <= sizes.users(); user++) {
      members[next[organizationOfUser[user]]++] = user;
    }
  }

  private void placeProjects() {
    for (int project = 1; project <= sizes.projects(); project++) {
      organizationOfProject[project] =
          organizationDraw.key(Draws.of(seed, "project organization", project));
    }
  }

  private void placeFiles() {
    int[] versions = new int[sizes.files() + 1];
    int[] newest = new int[sizes.files() + 1];
    for (int file = 1; file <= sizes.files(); file++) {
      var random = Draws.of(seed, "file place", file);
      int previous = file - 1 - random.nextInt(FILE_VERSION_DISTANCE);
      latestFile[file] = true;
      if (previous > 0 && random.nextDouble() < FILE_IS_NEW_VERSION_SHARE) {
        int root = parentOfFile[previous] == 0 ? previous : parentOfFile[previous];
        projectOfFile[file] = projectOfFile[root];
        organizationOfFile[file] = organizationOfFile[root];
        parentOfFile[file] = root;
        versions[root]++;
        versionOfFile[file] = versions[root];
        latestFile[newest[root]] = false;
        newest[root] = file;
      } else {
        versions[file] = 1;
        versionOfFile[file] = 1;
        newest[file] = file;
        if (random.nextDouble() < FILE_IN_PROJECT_SHARE) {
          projectOfFile[file] = anyProjectBefore((double) file / sizes.files(), random);
          organizationOfFile[file] = organizationOfProject[projectOfFile[file]];
        } else {
          organizationOfFile[file] = organizationDraw.key(random);
        }
      }
    }
  }

  private void placeConversations() {
    for (int conversation = 1; conversation <= sizes.conversations(); conversation++) {
      var random = Draws.of(seed, "conversation place", conversation);
      if (random.nextDouble() < CONVERSATION_IN_PROJECT_SHARE) {
        int project = anyProjectBefore((double) conversation / sizes.conversations(), random);
        projectOfConversation[conversation] = project;
        organizationOfConversation[conversation] = organizationOfProject[project];
      } else {
        organizationOfConversation[conversation] = organizationDraw.key(random);
      }
    }
  }

  private void placeMessages() {
    var draw = zipf(sizes.conversations(), CONVERSATION_EXPONENT, "conversations");
    for (int message = 1; message <= sizes.messages(); message++) {
      var random = Draws.of(seed, "message place", message);
      double fraction = (double) message / sizes.messages();
      int conversation = draw.keyUpTo(available(sizes.conversations(), fraction), random);
      int previous = lastMessageOfConversation[conversation];
      if (previous != 0 && random.nextDouble() < REPLY_SHARE) {
        replyToOfMessage[message] = previous;
        threadOfMessage[message] =
            threadOfMessage[previous] == 0 ? previous : threadOfMessage[previous];
      }
      conversationOfMessage[message] = conversation;
      lastMessageOfConversation[conversation] = message;
    }
  }

  private void placeTimeEntries() {
    for (int entry = 1; entry <= sizes.timeEntries(); entry++) {
      projectOfTimeEntry[entry] =
          anyProjectBefore(
              (double) entry / sizes.timeEntries(), Draws.of(seed, "time entry place", entry));
    }
  }

  private static int available(int count, double fraction) {
    return Math.clamp((long) Math.ceil(count * fraction), 1, count);
  }
}
