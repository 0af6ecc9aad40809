package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.social.SocialFacts.TIMELINE;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** Users, what they follow, write, organise and go to. */
final class SocialTables {

  private static final double AVATAR_SHARE = 0.6;
  private static final double BIO_SHARE = 0.35;
  private static final double NO_PLACE_SHARE = 0.08;
  private static final double MEDIA_SHARE = 0.3;
  private static final double FREE_ENTRY_SHARE = 0.25;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

  /** Festivals are announced most of a year ahead, a class the week before. */
  private static final int ANNOUNCED_DAYS_MAX = 270;

  private static final List<String> LANGUAGES = List.of("en", "es", "de", "fr", "it", "tr", "ja");
  private static final List<String> EVENT_TAGS =
      List.of("live-music", "beginner", "outdoor", "queer", "vals", "nuevo", "traditional");

  private final SocialShape shape;
  private final SocialFacts facts;
  private final Vocabulary words;

  SocialTables(SocialShape shape, SocialFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "users",
            """
            id, name, email, password_hash, avatar_url, bio, city, country, languages,
            subscription_tier, customer_journey_state, last_journey_update, follower_count,
            settings, last_seen_at, created_at
            """,
            sizes.users(),
            this::user),
        new TableRows(
            "follows", "id, follower_id, following_id, created_at", sizes.follows(), this::follow),
        new TableRows(
            "posts",
            """
            id, user_id, content, media_urls, visibility, like_count, comment_count, created_at
            """,
            sizes.posts(),
            this::post),
        new TableRows(
            "events",
            """
            id, title, description, user_id, start_date, end_date, venue, city, country, status,
            event_type, price, attendees_max, tags, created_at
            """,
            sizes.events(),
            this::event),
        new TableRows(
            "event_rsvps",
            "id, user_id, event_id, status, guests, created_at",
            sizes.rsvps(),
            this::rsvp));
  }

  private void user(int user, SplittableRandom random, CopyRows rows) {
    long created = TIMELINE.createdAt(user, shape.sizes().users());
    rows.number(user).text(facts.name(user)).text(facts.email(user));
    rows.text("$2b$12$" + Long.toHexString(random.nextLong()) + Long.toHexString(user));
    if (random.nextDouble() < AVATAR_SHARE) {
      rows.text("/avatars/" + Long.toHexString(random.nextLong()) + ".webp");
    } else {
      rows.none();
    }
    if (random.nextDouble() < BIO_SHARE) {
      rows.text(words.sentences(new StringBuilder(), 6 + random.nextInt(25), random));
    } else {
      rows.none();
    }
    if (random.nextDouble() < NO_PLACE_SHARE) {
      rows.none().none();
    } else {
      rows.text(facts.placeOfUser(user).city()).text(facts.placeOfUser(user).country());
    }
    rows.text("{" + Names.pick(LANGUAGES, random) + "}").text(SocialFacts.tier(random));
    journey(user, created, random, rows);
    rows.number(shape.followers(user));
    rows.text("{\"theme\": \"%s\"}".formatted(random.nextBoolean() ? "dark" : "light"));
    rows.timestamp(between(created, random)).timestamp(created).end();
  }

  private void journey(int user, long created, SplittableRandom random, CopyRows rows) {
    String state = facts.journeyState(user);
    rows.text(state);
    if (state.equals(SocialFacts.JOURNEY_STATES.getFirst())) {
      rows.none();
    } else {
      rows.timestamp(between(created, random));
    }
  }

  /** Mostly in the last days, sometimes soon after the beginning. */
  private static long between(long created, SplittableRandom random) {
    long age = TIMELINE.daysBeforeEnd(0) - created;
    return TIMELINE.daysBeforeEnd(0) - 1 - (long) (age * Math.pow(random.nextDouble(), 4));
  }

  private void follow(int follow, SplittableRandom random, CopyRows rows) {
    rows.number(follow)
        .number(shape.followerOfFollow(follow))
        .number(shape.followedOfFollow(follow))
        .timestamp(TIMELINE.createdAt(follow, shape.sizes().follows()))
        .end();
  }

  private void post(int post, SplittableRandom random, CopyRows rows) {
    int author = shape.authorOfPost(post);
    int length = 4 + random.nextInt(22) + (random.nextInt(10) == 0 ? random.nextInt(80) : 0);
    rows.number(post).number(author).text(words.sentences(new StringBuilder(160), length, random));
    rows.text(random.nextDouble() < MEDIA_SHARE ? media(random) : "{}");
    int visibility = random.nextInt(100);
    rows.text(visibility < 80 ? "public" : visibility < 95 ? "friends" : "private");
    int likes = (int) (shape.followers(author) * 0.2 * Math.pow(random.nextDouble(), 3));
    rows.number(likes).number((int) (likes * random.nextDouble() * 0.2));
    rows.timestamp(TIMELINE.createdAt(post, shape.sizes().posts())).end();
  }

  private static String media(SplittableRandom random) {
    return "{/media/" + Long.toHexString(random.nextLong()) + ".jpg}";
  }

  private void event(int event, SplittableRandom random, CopyRows rows) {
    int organiser = shape.organiserOfEvent(event);
    var place = facts.placeOfEvent(event, organiser);
    long created = TIMELINE.createdAt(event, shape.sizes().events());
    long start = startOf(created, random);
    rows.number(event)
        .text(words.title(new StringBuilder(), 2 + random.nextInt(4), random))
        .text(words.sentences(new StringBuilder(300), 20 + random.nextInt(60), random))
        .number(organiser)
        .timestamp(start)
        .timestamp(start + (2 + random.nextInt(5)) * HOUR_MILLIS)
        .text(Names.capitalized(words.contentWord(random)) + " " + place.city())
        .text(place.city())
        .text(place.country());
    int status = random.nextInt(100);
    rows.text(
        status < 90
            ? "published"
            : status < 95 ? "cancelled" : status < 98 ? "draft" : "postponed");
    rows.text(SocialFacts.eventType(random));
    if (random.nextDouble() < FREE_ENTRY_SHARE) {
      rows.none().none();
    } else {
      rows.hundredths(500 + 100L * random.nextInt(40)).number(20 + 10 * random.nextInt(30));
    }
    rows.text("{" + Names.pick(EVENT_TAGS, random) + "}").timestamp(created).end();
  }

  /** Soon after the announcement, in the evening, seldom far ahead. */
  private static long startOf(long created, SplittableRandom random) {
    long days = 3 + (long) (ANNOUNCED_DAYS_MAX * Math.pow(random.nextDouble(), 3));
    long day = (created / DAY_MILLIS + days) * DAY_MILLIS;
    return day + (17 + random.nextInt(5)) * HOUR_MILLIS + 30 * 60_000L * random.nextInt(2);
  }

  private void rsvp(int rsvp, SplittableRandom random, CopyRows rows) {
    int status = random.nextInt(100);
    rows.number(rsvp)
        .number(shape.userOfRsvp(rsvp))
        .number(shape.eventOfRsvp(rsvp))
        .text(
            status < 62
                ? "going"
                : status < 90 ? "interested" : status < 98 ? "declined" : "waitlist")
        .number(random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0)
        .timestamp(TIMELINE.createdAt(rsvp, shape.sizes().rsvps()))
        .end();
  }
}
