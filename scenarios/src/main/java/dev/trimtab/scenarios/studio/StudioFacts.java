package dev.trimtab.scenarios.studio;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.Timeline;
import dev.trimtab.scenarios.Zipf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a row is called and when it was made, as a function of its key. */
final class StudioFacts {

  /** The data end here, and "now" of the workload is here, whatever the real clock says. */
  static final Instant END = Instant.parse("2026-06-30T00:00:00Z");

  private static final Timeline TIMELINE = new Timeline(END, Duration.ofDays(1_095), 0.7);

  static final List<String> OAUTH_PROVIDERS = List.of("google", "github", "microsoft", "apple");
  static final List<String> PROJECT_STATUSES =
      List.of("completed", "active", "on_hold", "review", "planning", "cancelled");
  static final List<String> PRIORITIES = List.of("medium", "low", "high", "urgent");
  static final List<String> FILE_CATEGORIES =
      List.of("image", "document", "design", "video", "archive", "audio", "other");
  static final List<String> TIERS = List.of("free", "starter", "professional", "enterprise");

  /** By the index of the category; the first of a category is its commonest. */
  static final List<List<String>> MIME_TYPES =
      List.of(
          List.of("image/jpeg", "image/png", "image/svg+xml", "image/webp"),
          List.of("application/pdf", "text/plain", "application/msword", "text/csv"),
          List.of("application/x-figma", "application/x-photoshop", "application/x-sketch"),
          List.of("video/mp4", "video/quicktime"),
          List.of("application/zip", "application/gzip"),
          List.of("audio/mpeg", "audio/wav"),
          List.of("application/octet-stream"));

  private static final List<String> TAGS =
      List.of(
          "web",
          "brand",
          "print",
          "video",
          "mobile",
          "social",
          "photo",
          "logo",
          "campaign",
          "app",
          "packaging",
          "motion",
          "audio",
          "copy",
          "event",
          "ux",
          "seo",
          "email",
          "retail",
          "b2b",
          "internal",
          "pitch",
          "rush",
          "retainer",
          "fashion",
          "food",
          "health",
          "finance",
          "education",
          "travel",
          "music",
          "film",
          "museum",
          "nonprofit",
          "sports",
          "energy",
          "startup",
          "luxury",
          "3d",
          "ar",
          "vr",
          "podcast",
          "poster",
          "book",
          "magazine",
          "exhibit",
          "signage",
          "typeface",
          "icons",
          "wayfinding");

  private static final double TAG_EXPONENT = 0.9;
  private static final Zipf TAG_RANKS = new Zipf(TAGS.size(), TAG_EXPONENT);

  private final long seed;

  StudioFacts(long seed) {
    this.seed = seed;
  }

  /** When the row of a key was made: keys and times grow together. Milliseconds since 1970. */
  static long createdAt(int key, int count) {
    return TIMELINE.createdAt(key, count);
  }

  static long daysBeforeEnd(double days) {
    return TIMELINE.daysBeforeEnd(days);
  }

  static String tag(RandomGenerator random) {
    return TAGS.get(TAG_RANKS.rank(random));
  }

  String fullName(int user) {
    return Names.person(Draws.of(seed, "name", user));
  }

  /** One in eight typed their address with capitals, which is why it is compared in lower case. */
  String email(int user) {
    String name = fullName(user).replace(' ', '.');
    boolean capitals = Draws.hash(seed, 1, user) % 8 == 0;
    return "%s%d@%s.example"
        .formatted(capitals ? name : name.toLowerCase(Locale.ROOT), user, brand(user % 500));
  }

  /** A made-up company name, the same for equal numbers. */
  String brand(int number) {
    return Names.brand(Draws.of(seed, "brand", number));
  }

  /** Two of three users came by OAuth. */
  boolean hasOauth(int user) {
    return Math.floorMod(Draws.hash(seed, 2, user), 3) != 0;
  }

  String oauthProvider(int user) {
    long draw = Math.floorMod(Draws.hash(seed, 3, user), 100L);
    return OAUTH_PROVIDERS.get(draw < 62 ? 0 : draw < 84 ? 1 : draw < 95 ? 2 : 3);
  }

  String oauthId(int user) {
    return Long.toUnsignedString(Draws.hash(seed, 4, user));
  }

  String organizationName(int organization) {
    return Names.capitalized(brand(organization)) + " Studio";
  }

  String organizationSlug(int organization) {
    return brand(organization) + "-" + organization;
  }

  /** Free organisations have no customer number at the payment provider. */
  boolean isPaying(int organization) {
    return tier(organization) > 0;
  }

  /** Index into {@link #TIERS}: half are free, few are enterprises. */
  int tier(int organization) {
    long draw = Math.floorMod(Draws.hash(seed, 5, organization), 100L);
    return draw < 50 ? 0 : draw < 80 ? 1 : draw < 96 ? 2 : 3;
  }

  String stripeCustomer(int organization) {
    return "cus_" + Long.toString(Draws.hash(seed, 6, organization) >>> 4, 36);
  }

  UUID invoicePublicId(int invoice) {
    return Draws.uuid(seed, "invoice", invoice);
  }

  UUID clientRequestId(int request) {
    return Draws.uuid(seed, "client request", request);
  }

  String portfolioSlug(int portfolio) {
    return brand(portfolio + 10_000) + "-" + portfolio;
  }

  static <T> T pick(List<T> values, RandomGenerator random) {
    return Names.pick(values, random);
  }
}
