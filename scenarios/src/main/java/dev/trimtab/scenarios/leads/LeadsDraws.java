package dev.trimtab.scenarios.leads;

import dev.trimtab.scenarios.Draws;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the application asks for: values that exist, the recent and the large ones most. An
 * organisation and an agent are drawn through a lead. Moments are {@code LocalDateTime}, because
 * Prisma's timestamps have no time zone.
 */
final class LeadsDraws {

  private final LeadsShape shape;
  private final LeadsFacts facts;

  LeadsDraws(LeadsShape shape, LeadsFacts facts) {
    this.shape = shape;
    this.facts = facts;
  }

  private int lead(RandomGenerator random) {
    return Draws.recent(shape.sizes().leads(), random);
  }

  String leadId(RandomGenerator random) {
    return facts.leadId(lead(random), shape.sizes().leads());
  }

  String organization(RandomGenerator random) {
    return facts.organizationId(shape.organizationOfLead(lead(random)));
  }

  String mondayAccount(RandomGenerator random) {
    return facts.mondayAccount(shape.organizationOfLead(lead(random)));
  }

  /** A lead as the source system knows it. */
  Item item(RandomGenerator random) {
    int lead = lead(random);
    return new Item(facts.organizationId(shape.organizationOfLead(lead)), facts.itemId(lead));
  }

  /** Where a lead stands in the list of its organisation. */
  Place place(RandomGenerator random) {
    int lead = lead(random);
    int count = shape.sizes().leads();
    return new Place(
        facts.organizationId(shape.organizationOfLead(lead)),
        LocalDateTime.ofInstant(
            Instant.ofEpochMilli(facts.history(lead, count).entered()), ZoneOffset.UTC),
        facts.leadId(lead, count));
  }

  record Place(String organization, LocalDateTime enteredAt, String id) {}

  /** One that is not there yet. */
  Item newItem(RandomGenerator random) {
    return new Item(organization(random), Long.toString(2_000_000_000_000L + random.nextInt()));
  }

  record Item(String organization, String item) {}

  /** An agent, as often as he has leads, and his organisation. */
  Agent agent(RandomGenerator random) {
    int lead = lead(random);
    while (shape.agentOfLead(lead) == 0) {
      lead = lead(random);
    }
    int user = shape.agentOfLead(lead);
    return new Agent(facts.organizationId(shape.organizationOfUser(user)), facts.userId(user));
  }

  record Agent(String organization, String user) {}

  /** A user of an organisation, as it is cached. */
  Cached user(RandomGenerator random) {
    int user = 1 + random.nextInt(shape.sizes().users());
    return new Cached(
        facts.organizationId(shape.organizationOfUser(user)),
        facts.userId(user),
        facts.userName(user),
        facts.userEmail(user));
  }

  record Cached(String organization, String user, String name, String email) {}

  /** A hundred users as one JSON array, each of them once. */
  String hundredUsers(RandomGenerator random) {
    int first = 1 + random.nextInt(Math.max(1, shape.sizes().users() - 100));
    return IntStream.range(first, Math.min(first + 100, shape.sizes().users() + 1))
        .mapToObj(this::userJson)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String userJson(int user) {
    return "{\"orgId\": \"%s\", \"userId\": \"%s\", \"name\": \"%s\", \"email\": \"%s\"}"
        .formatted(
            facts.organizationId(shape.organizationOfUser(user)),
            facts.userId(user),
            facts.userName(user),
            facts.userEmail(user));
  }

  int window(RandomGenerator random) {
    return LeadsFacts.WINDOWS.get(random.nextInt(LeadsFacts.WINDOWS.size()));
  }

  String metrics(RandomGenerator random) {
    return "{\"leads\": %d, \"won\": %d, \"closeRate\": %d}"
        .formatted(random.nextInt(100), random.nextInt(20), random.nextInt(40));
  }

  /** A lead's organisation and the middle of its name, with wildcards. */
  Search fragment(RandomGenerator random) {
    int lead = lead(random);
    String name = facts.leadName(lead);
    return new Search(
        facts.organizationId(shape.organizationOfLead(lead)),
        "%" + name.substring(1, Math.min(name.length(), 9)) + "%");
  }

  /** A lead's organisation and the beginning of its name, with a wildcard. */
  Search prefix(RandomGenerator random) {
    int lead = lead(random);
    String name = facts.leadName(lead);
    return new Search(
        facts.organizationId(shape.organizationOfLead(lead)),
        name.substring(0, Math.min(name.length(), 8)) + "%");
  }

  /** A piece of a user's name, with wildcards. */
  Search userFragment(RandomGenerator random) {
    var user = user(random);
    return new Search(user.organization(), "%" + user.name().substring(2) + "%");
  }

  record Search(String organization, String pattern) {}

  /** Some days, the last ones most: of an organisation, from, until. */
  List<Object> range(RandomGenerator random, int days) {
    var from = daysAgo(days + (int) (400 * Math.pow(random.nextDouble(), 3)), random);
    return List.of(organization(random), from, from.plusDays(days));
  }

  /** The same for an agent. */
  List<Object> agentRange(RandomGenerator random, int days) {
    var agent = agent(random);
    var from = daysAgo(days + (int) (200 * Math.pow(random.nextDouble(), 3)), random);
    return List.of(agent.organization(), agent.user(), from, from.plusDays(days));
  }

  LocalDateTime daysAgo(double days, RandomGenerator random) {
    return LeadsFacts.TIMELINE.daysAgo(days, random).toLocalDateTime();
  }

  LocalDateTime now() {
    return LocalDateTime.ofInstant(LeadsFacts.TIMELINE.end(), ZoneOffset.UTC);
  }
}
