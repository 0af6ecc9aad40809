package dev.trimtab.scenarios.social;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.Timeline;
import dev.trimtab.scenarios.Zipf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What a row is called and where it is, as a function of its key. */
final class SocialFacts {

  /** Three years in which the network grew. */
  static final Timeline TIMELINE =
      new Timeline(Instant.parse("2026-06-30T00:00:00Z"), Duration.ofDays(1_095), 0.65);

  static final List<String> EVENT_TYPES =
      List.of("milonga", "class", "practica", "workshop", "concert", "festival", "marathon");

  /** The state of a user's journey, the commonest first; nobody skips one. */
  static final List<String> JOURNEY_STATES = List.of("J1", "J2", "J3", "J4");

  static final List<String> TIERS = List.of("free", "basic", "premium", "professional");

  private static final List<Place> PLACES =
      Place.parse(
          """
          Buenos Aires,Argentina;Berlin,Germany;Istanbul,Türkiye;Paris,France;London,United Kingdom;
          New York,United States;Montevideo,Uruguay;Rome,Italy;Madrid,Spain;Athens,Greece;
          Seoul,South Korea;Tokyo,Japan;Moscow,Russia;Barcelona,Spain;Lisbon,Portugal;
          Vienna,Austria;Amsterdam,Netherlands;Munich,Germany;Milan,Italy;Warsaw,Poland;
          Prague,Czechia;Budapest,Hungary;San Francisco,United States;Chicago,United States;
          Hamburg,Germany;Lyon,France;Zurich,Switzerland;Copenhagen,Denmark;Stockholm,Sweden;
          Oslo,Norway;Helsinki,Finland;Dublin,Ireland;Brussels,Belgium;Cologne,Germany;
          Medellin,Colombia;Santiago,Chile;Lima,Peru;Mexico City,Mexico;Sao Paulo,Brazil;
          Toronto,Canada;Montreal,Canada;Vancouver,Canada;Sydney,Australia;Melbourne,Australia;
          Wellington,New Zealand;Taipei,Taiwan;Singapore,Singapore;Cape Town,South Africa;
          Tel Aviv,Israel;Sofia,Bulgaria;Bucharest,Romania;Belgrade,Serbia;Zagreb,Croatia;
          Ljubljana,Slovenia;Porto,Portugal;Valencia,Spain;Naples,Italy;Turin,Italy;Izmir,Türkiye;
          Rosario,Argentina
          """);

  /** The first city has a fifth of the people. */
  private static final Zipf PLACE_RANKS = new Zipf(PLACES.size(), 1);

  private final long seed;

  SocialFacts(long seed) {
    this.seed = seed;
  }

  /** Where somebody lives or something happens. */
  record Place(String city, String country) {

    static List<Place> parse(String places) {
      return places
          .lines()
          .flatMap(line -> List.of(line.split(";")).stream())
          .map(place -> place.strip().split(","))
          .map(parts -> new Place(parts[0], parts[1]))
          .toList();
    }
  }

  String name(int user) {
    return Names.rarePerson(Draws.of(seed, "name", user));
  }

  String email(int user) {
    String name = name(user).replace(' ', '.').toLowerCase(Locale.ROOT);
    return "%s%d@%s.example".formatted(name, user, Names.brand(Draws.of(seed, "mail", user % 40)));
  }

  Place placeOfUser(int user) {
    return PLACES.get(PLACE_RANKS.rank(Draws.of(seed, "place", user)));
  }

  /** Where an event is: mostly where its organiser lives. */
  Place placeOfEvent(int event, int organiser) {
    var random = Draws.of(seed, "venue", event);
    return random.nextInt(10) == 0 ? place(random) : placeOfUser(organiser);
  }

  static Place place(RandomGenerator random) {
    return PLACES.get(PLACE_RANKS.rank(random));
  }

  /** More than half never left the first state. */
  String journeyState(int user) {
    long draw = Math.floorMod(Draws.hash(seed, 1, user), 100L);
    return JOURNEY_STATES.get(draw < 55 ? 0 : draw < 80 ? 1 : draw < 95 ? 2 : 3);
  }

  static String tier(RandomGenerator random) {
    int draw = random.nextInt(1_000);
    return TIERS.get(draw < 880 ? 0 : draw < 960 ? 1 : draw < 990 ? 2 : 3);
  }

  /** A milonga as often as everything after the second together. */
  static String eventType(RandomGenerator random) {
    int size = EVENT_TYPES.size();
    return EVENT_TYPES.get((int) (size * Math.pow(random.nextDouble(), 2.5)));
  }
}
