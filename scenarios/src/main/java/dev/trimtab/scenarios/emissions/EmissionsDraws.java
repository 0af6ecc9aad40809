package dev.trimtab.scenarios.emissions;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Vocabulary;
import dev.trimtab.scenarios.emissions.EmissionsFacts.SourceKind;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What the application asks for: values that exist, the recent and the large ones most. An
 * organisation is drawn through an emission, so that one with a tenth of the data asks a tenth of
 * the questions.
 */
final class EmissionsDraws {

  /** What is logged, the commonest first. */
  static final List<String> ACTIONS =
      List.of(
          "read", "login", "update", "create", "export", "login_failed", "delete", "role_changed");

  private final EmissionsShape shape;
  private final EmissionsFacts facts;
  private final Vocabulary words;

  EmissionsDraws(EmissionsShape shape, EmissionsFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  /** A source as it is filled in: where it is and who owns it. */
  record Place(
      UUID organization, UUID facility, String facilityName, UUID source, SourceKind kind) {}

  Place place(RandomGenerator random) {
    int source = shape.sourceOfEmission(emission(random));
    int facility = shape.facilityOfSource(source);
    return new Place(
        facts.organizationId(shape.organizationOfFacility(facility)),
        facts.facilityId(facility),
        facts.facilityName(facility),
        facts.sourceId(source),
        EmissionsFacts.SOURCE_KINDS.get(shape.kindOfSource(source)));
  }

  private int emission(RandomGenerator random) {
    return Draws.recent(shape.sizes().emissions(), random);
  }

  UUID emissionId(RandomGenerator random) {
    return facts.emissionId(emission(random));
  }

  /** The day and the source of an emission that is there. */
  Reading reading(RandomGenerator random) {
    int emission = emission(random);
    long day = facts.period(emission, shape.sizes().emissions());
    return new Reading(facts.sourceId(shape.sourceOfEmission(emission)), LocalDate.ofEpochDay(day));
  }

  record Reading(UUID source, LocalDate period) {}

  UUID organization(RandomGenerator random) {
    return place(random).organization();
  }

  UUID facility(RandomGenerator random) {
    return place(random).facility();
  }

  String slug(RandomGenerator random) {
    return facts.slug(1 + random.nextInt(shape.sizes().organizations()));
  }

  String email(RandomGenerator random) {
    int user = 1 + random.nextInt(shape.sizes().users());
    return facts.email(user, shape.organizationOfUser(user));
  }

  /** Somebody who talks: as often as he does. */
  UUID talker(RandomGenerator random) {
    return facts.userId(talkerKey(random));
  }

  private int talkerKey(RandomGenerator random) {
    return shape.userOfConversation(Draws.recent(shape.sizes().conversations(), random));
  }

  /** A user and his organisation. */
  Member member(RandomGenerator random) {
    int user = talkerKey(random);
    return new Member(facts.organizationId(shape.organizationOfUser(user)), facts.userId(user));
  }

  record Member(UUID organization, UUID user) {}

  UUID conversation(RandomGenerator random) {
    return facts.conversationId(Draws.recent(shape.sizes().conversations(), random));
  }

  /** Something that somebody did something to. */
  Resource resource(RandomGenerator random) {
    int log = Draws.recent(shape.sizes().logs(), random);
    return new Resource(facts.resourceType(log), facts.resourceId(log));
  }

  record Resource(String type, UUID id) {}

  /** Somebody who does things that are logged. */
  UUID actor(RandomGenerator random) {
    return facts.userId(shape.userOfLog(Draws.recent(shape.sizes().logs(), random)));
  }

  /** The last letters of the word before the number, with wildcards. */
  String facilityFragment(RandomGenerator random) {
    String name = place(random).facilityName();
    int end = name.lastIndexOf(' ');
    return "%" + name.substring(end - 6, end) + "%";
  }

  String word(RandomGenerator random) {
    return "%" + words.contentWord(random) + "%";
  }

  String text(RandomGenerator random) {
    return words.sentences(new StringBuilder(), 4 + random.nextInt(12), random).toString();
  }

  /** The first of a month, the latest ones most; 0 is the running one. */
  LocalDate month(RandomGenerator random) {
    int monthsAgo = (int) (40 * Math.pow(random.nextDouble(), 3));
    return month(monthsAgo);
  }

  LocalDate month(int monthsAgo) {
    return EmissionsFacts.TIMELINE.day(-1).withDayOfMonth(1).minusMonths(monthsAgo);
  }

  OffsetDateTime daysAgo(double days, RandomGenerator random) {
    return EmissionsFacts.TIMELINE.daysAgo(days, random);
  }

  LocalDate day(int fromEnd) {
    return EmissionsFacts.TIMELINE.day(fromEnd);
  }

  OffsetDateTime now() {
    return EmissionsFacts.TIMELINE.now();
  }
}
