package dev.trimtab.scenarios.studio;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Vocabulary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;

/**
 * What the application asks for: values that exist, the recent and the busy ones most. A
 * conversation is drawn through a message in it, so that one with a thousand messages is opened a
 * hundred times as often as one with ten.
 *
 * <p>Values have the Java types that pgjdbc binds: {@code Long} for keys, {@code OffsetDateTime}
 * for timestamptz.
 */
final class StudioDraws {

  private static final long DAY_MILLIS = 86_400_000;
  private static final int TRIES_MAX = 200;

  private final StudioShape shape;
  private final StudioFacts facts;
  private final Vocabulary words;

  StudioDraws(StudioShape shape, StudioFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  StudioFacts facts() {
    return facts;
  }

  /** A user who takes part. */
  long user(RandomGenerator random) {
    return shape.senderOfMessage(recentMessage(random));
  }

  /** A user like any other, for what everybody does: log in. */
  int anyUser(RandomGenerator random) {
    return 1 + random.nextInt(shape.sizes().users());
  }

  String email(RandomGenerator random) {
    return facts.email(anyUser(random));
  }

  /** A user who came by OAuth. */
  int oauthUser(RandomGenerator random) {
    int user = anyUser(random);
    for (int i = 0; i < TRIES_MAX && !facts.hasOauth(user); i++) {
      user = anyUser(random);
    }
    return user;
  }

  /** A piece of a name as somebody types it into a search box, with wildcards. */
  String nameFragment(RandomGenerator random) {
    String name = facts.fullName(anyUser(random));
    return "%" + name.substring(0, name.length() - 1) + "%";
  }

  long organization(RandomGenerator random) {
    return shape.organizationOfProject(Draws.recent(shape.sizes().projects(), random));
  }

  /** An organisation that pays; has a customer number. */
  int payingOrganization(RandomGenerator random) {
    int organization = anyOrganization(random);
    for (int i = 0; i < TRIES_MAX && !facts.isPaying(organization); i++) {
      organization = anyOrganization(random);
    }
    return organization;
  }

  int anyOrganization(RandomGenerator random) {
    return 1 + random.nextInt(shape.sizes().organizations());
  }

  long team(RandomGenerator random) {
    return 1L + random.nextInt(shape.sizes().teams());
  }

  /** A project with files, through one of them. */
  long project(RandomGenerator random) {
    return shape.projectOfFile(projectFile(random));
  }

  long managerOf(RandomGenerator random) {
    return shape.projectGroup(Draws.recent(shape.sizes().projects(), random)).member(0);
  }

  /** Somebody who may be the client of a project: the member after its group. */
  long client(RandomGenerator random) {
    var group = shape.projectGroup(Draws.recent(shape.sizes().projects(), random));
    return group.member(group.size());
  }

  int file(RandomGenerator random) {
    return Draws.recent(shape.sizes().files(), random);
  }

  /** A file that belongs to a project. */
  int projectFile(RandomGenerator random) {
    int file = file(random);
    for (int i = 0; i < TRIES_MAX && shape.projectOfFile(file) == 0; i++) {
      file = file(random);
    }
    return file;
  }

  /** The first version of a file that has several. */
  long versionedFile(RandomGenerator random) {
    int file = file(random);
    for (int i = 0; i < TRIES_MAX && shape.parentOfFile(file) == 0; i++) {
      file = file(random);
    }
    return shape.parentOfFile(file) == 0 ? file : shape.parentOfFile(file);
  }

  long uploader(RandomGenerator random) {
    return shape.uploaderOfFile(file(random));
  }

  long organizationOfFile(RandomGenerator random) {
    return shape.organizationOfFile(file(random));
  }

  String mimeType(RandomGenerator random) {
    return StudioFacts.pick(StudioFacts.MIME_TYPES.get(random.nextInt(4)), random);
  }

  int recentMessage(RandomGenerator random) {
    return Draws.recent(shape.sizes().messages(), random);
  }

  long conversation(RandomGenerator random) {
    return shape.conversationOfMessage(recentMessage(random));
  }

  /** A message that somebody replied to. */
  long repliedMessage(RandomGenerator random) {
    int message = reply(random);
    return shape.replyToOfMessage(message) == 0 ? message : shape.replyToOfMessage(message);
  }

  /** The first message of a thread. */
  long thread(RandomGenerator random) {
    int message = reply(random);
    return shape.threadOfMessage(message) == 0 ? message : shape.threadOfMessage(message);
  }

  private int reply(RandomGenerator random) {
    int message = recentMessage(random);
    for (int i = 0; i < TRIES_MAX && shape.replyToOfMessage(message) == 0; i++) {
      message = recentMessage(random);
    }
    return message;
  }

  /** A conversation and somebody in it. */
  Seat seat(RandomGenerator random) {
    int conversation = Math.toIntExact(conversation(random));
    var group = shape.conversationGroup(conversation);
    return new Seat(conversation, group.member(random.nextInt(group.size())));
  }

  record Seat(long conversation, long user) {}

  /** A conversation of a project, its project. */
  long discussedProject(RandomGenerator random) {
    int project = 0;
    for (int i = 0; i < TRIES_MAX && project == 0; i++) {
      project = shape.projectOfConversation(Draws.recent(shape.sizes().conversations(), random));
    }
    return project == 0 ? project(random) : project;
  }

  long notifiedUser(RandomGenerator random) {
    return shape.userOfNotification(Draws.recent(shape.sizes().notifications(), random));
  }

  int timeEntry(RandomGenerator random) {
    return Draws.recent(shape.sizes().timeEntries(), random);
  }

  long timeUser(RandomGenerator random) {
    return shape.userOfTimeEntry(timeEntry(random));
  }

  long timeProject(RandomGenerator random) {
    return shape.projectOfTimeEntry(timeEntry(random));
  }

  int invoice(RandomGenerator random) {
    return Draws.recent(shape.sizes().invoices(), random);
  }

  long invoicedOrganization(RandomGenerator random) {
    return shape.organizationOfProject(shape.projectOfInvoice(invoice(random)));
  }

  int clientRequest(RandomGenerator random) {
    return Draws.recent(shape.sizes().clientRequests(), random);
  }

  long requestedOrganization(RandomGenerator random) {
    return shape.organizationOfClientRequest(clientRequest(random));
  }

  long assignee(RandomGenerator random) {
    return shape.assigneeOfClientRequest(clientRequest(random));
  }

  int portfolio(RandomGenerator random) {
    return 1 + random.nextInt(shape.sizes().portfolios());
  }

  long portfolioUser(RandomGenerator random) {
    return shape.userOfPortfolio(portfolio(random));
  }

  /** What somebody types into the search box: a word, or a ticket number now and then. */
  String searchTerm(RandomGenerator random) {
    return random.nextInt(4) == 0
        ? Vocabulary.ticket(random.nextInt(20_000))
        : words.contentWord(random);
  }

  /** Two words that a title may have next to each other, with wildcards. */
  String titleFragment(RandomGenerator random) {
    return "%" + words.contentWord(random) + " " + words.contentWord(random).charAt(0) + "%";
  }

  String text(RandomGenerator random) {
    return words.sentences(new StringBuilder(), 3 + random.nextInt(15), random).toString();
  }

  /** A moment some days before the end of the data, up to a day earlier or later. */
  OffsetDateTime daysAgo(double days, RandomGenerator random) {
    long millis = StudioFacts.daysBeforeEnd(days) - random.nextLong(DAY_MILLIS);
    return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /** A day counted from the end of the data, negative before it. */
  LocalDate day(int fromEnd) {
    return LocalDate.ofInstant(StudioFacts.END, ZoneOffset.UTC).plusDays(fromEnd);
  }

  /** "Now" of the workload. */
  OffsetDateTime now() {
    return StudioFacts.END.atOffset(ZoneOffset.UTC);
  }
}
