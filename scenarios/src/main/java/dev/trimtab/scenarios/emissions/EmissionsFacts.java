package dev.trimtab.scenarios.emissions;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a row is called and how much it is, as a function of its key. */
final class EmissionsFacts {

  /** Four years in which ever more facilities reported. */
  static final Timeline TIMELINE =
      new Timeline(Instant.parse("2026-06-30T00:00:00Z"), Duration.ofDays(1_461), 0.65);

  static final List<String> INDUSTRIES =
      List.of("manufacturing", "retail", "logistics", "software", "food", "real estate");
  static final List<String> COUNTRIES =
      List.of("Germany", "United States", "France", "Poland", "Brazil", "Japan", "India", "Spain");
  static final List<String> FACILITY_TYPES =
      List.of("office", "store", "warehouse", "factory", "data_center");

  static final List<String> RESOURCE_TYPES =
      List.of("emission", "report", "facility", "user", "conversation", "target");

  /** One thing is touched some ten times. */
  private static final int LOGS_PER_RESOURCE = 10;

  private static final long DAY_MILLIS = 86_400_000;

  /** Most reports come within weeks after what they are about. */
  private static final int REPORTED_DAYS_MAX = 60;

  /**
   * What can emit in a facility.
   *
   * @param winter how much more it is in January than in April, as a share; negative for cooling
   */
  record SourceKind(String name, int scope, String category, String unit, double winter) {}

  static final List<SourceKind> SOURCE_KINDS =
      List.of(
          new SourceKind("Grid electricity", 2, "electricity", "kWh", 0.15),
          new SourceKind("Natural gas boiler", 1, "stationary_combustion", "m3", 0.7),
          new SourceKind("Waste to landfill", 3, "waste", "kg", 0),
          new SourceKind("Company cars", 1, "mobile_combustion", "l", 0.05),
          new SourceKind("Employee commuting", 3, "commuting", "km", 0.1),
          new SourceKind("District heating", 2, "heat", "kWh", 0.8),
          new SourceKind("Business flights", 3, "travel", "km", -0.1),
          new SourceKind("Cooling refrigerant", 1, "fugitive", "kg", -0.5),
          new SourceKind("Purchased goods", 3, "purchased_goods", "EUR", 0.05),
          new SourceKind("Upstream freight", 3, "freight", "tkm", 0.1),
          new SourceKind("Emergency generator", 1, "stationary_combustion", "l", 0.2),
          new SourceKind("Water supply", 3, "water", "m3", -0.15));

  private final long seed;

  EmissionsFacts(long seed) {
    this.seed = seed;
  }

  UUID organizationId(int organization) {
    return Draws.uuid(seed, "organization id", organization);
  }

  UUID userId(int user) {
    return Draws.uuid(seed, "user id", user);
  }

  UUID facilityId(int facility) {
    return Draws.uuid(seed, "facility id", facility);
  }

  UUID sourceId(int source) {
    return Draws.uuid(seed, "source id", source);
  }

  UUID emissionId(int emission) {
    return Draws.uuid(seed, "emission id", emission);
  }

  UUID conversationId(int conversation) {
    return Draws.uuid(seed, "conversation id", conversation);
  }

  String organizationName(int organization) {
    return Names.capitalized(brand(organization)) + " Group";
  }

  String slug(int organization) {
    return brand(organization) + "-" + organization;
  }

  private String brand(int organization) {
    return Names.brand(Draws.of(seed, "brand", organization));
  }

  String fullName(int user) {
    return Names.person(Draws.of(seed, "name", user));
  }

  String email(int user, int organization) {
    String name = fullName(user).replace(' ', '.').toLowerCase(Locale.ROOT);
    return "%s%d@%s.example".formatted(name, user, brand(organization));
  }

  /** Unique in an organisation, shared in part between them: "Warehouse Corlum 17". */
  String facilityName(int facility) {
    var random = Draws.of(seed, "facility name", facility);
    String type = facilityType(facility).replace('_', ' ');
    return "%s %s %d"
        .formatted(Names.capitalized(type), Names.capitalized(Names.brand(random)), facility);
  }

  String facilityType(int facility) {
    var random = Draws.of(seed, "facility type", facility);
    double share = Math.pow(random.nextDouble(), 1.6);
    return FACILITY_TYPES.get((int) (share * FACILITY_TYPES.size()));
  }

  String facilityCountry(int facility) {
    var random = Draws.of(seed, "facility country", facility);
    return COUNTRIES.get((int) (Math.pow(random.nextDouble(), 2) * COUNTRIES.size()));
  }

  /** The day an emission is about, in days since 1970: some days before it was reported. */
  long period(int emission, int count) {
    var random = Draws.of(seed, "period", emission);
    long reported = TIMELINE.createdAt(emission, count) / DAY_MILLIS;
    return reported - 1 - (long) (REPORTED_DAYS_MAX * Math.pow(random.nextDouble(), 2));
  }

  /** What somebody did something to, by the number of the log entry. */
  String resourceType(int log) {
    return Names.pick(RESOURCE_TYPES, Draws.of(seed, "resource type", resource(log)));
  }

  UUID resourceId(int log) {
    return Draws.uuid(seed, "resource id", resource(log));
  }

  private int resource(int log) {
    return Draws.of(seed, "resource", log).nextInt(1 + log / LOGS_PER_RESOURCE);
  }

  /**
   * Returns kilograms of carbon dioxide: large sources are rare, winter costs heat, summer cooling,
   * and each year is a little better than the one before.
   */
  double kilograms(int source, SourceKind kind, long epochDay, RandomGenerator random) {
    double size = 20 / Math.pow(1 - Draws.of(seed, "size", source).nextDouble(), 0.9);
    double winter = Math.cos(2 * Math.PI * (epochDay % 365.25 - 15) / 365.25);
    double season = 1 + kind.winter() * winter;
    double years = (epochDay - TIMELINE.daysBeforeEnd(0) / DAY_MILLIS) / 365.25;
    return size * season * Math.pow(0.96, years) * (0.7 + 0.6 * random.nextDouble());
  }
}
