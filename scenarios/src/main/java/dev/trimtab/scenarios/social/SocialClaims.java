package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.Claim.millis;

import dev.trimtab.scenarios.CacheClaims;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.Claim.AfterOnly;
import dev.trimtab.scenarios.Claim.BeforeAndAfter;
import dev.trimtab.scenarios.Claim.Range;
import dev.trimtab.scenarios.Claim.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the report on the source system said, "at scale" being its extrapolation. */
final class SocialClaims {

  static final List<Claim> ALL =
      List.of(
          reached("users in one journey state, small data", 0.036, "users.by_journey_state"),
          millis(
              "users in one journey state, 10,000 users",
              new Range(500, 2_000),
              new Range(5, 15),
              "users.by_journey_state"),
          millis(
              "follower count by index, small data",
              new Range(50, 150),
              Range.of(0.073),
              "follows.follower_count"),
          millis(
              "follower count from a stored count",
              new Range(50, 150),
              new Range(1, 5),
              "follows.follower_count",
              "users.stored_follower_count"),
          millis(
              "follower count by index, 100,000 follows",
              new Range(1_000, 5_000),
              new Range(3, 10),
              "follows.follower_count"),
          reached("upcoming events, small data", 0.064, "events.upcoming"),
          millis(
              "upcoming events, 50,000 events",
              new Range(2_000, 10_000),
              new Range(10, 30),
              "events.upcoming"),
          millis("feed", new Range(200, 500), new Range(10, 50), "posts.feed"),
          millis("one user's posts", new Range(100, 300), new Range(5, 15), "posts.of_user"),
          millis(
              "journey detection: four queries, then one, cached for five minutes",
              new Range(80, 200),
              new Range(10, 30),
              "journey.user",
              "journey.posts",
              "journey.following",
              "journey.rsvps",
              "journey.detect"));

  static final CacheClaims CACHE =
      new CacheClaims(
          Map.of(),
          Optional.of(new BeforeAndAfter(new Range(50, 60), new Range(80, 90))),
          Optional.empty());

  private SocialClaims() {}

  private static Claim reached(String work, double afterMillis, String statement) {
    return new Claim(
        work, Unit.MILLISECONDS, new AfterOnly(Range.of(afterMillis)), List.of(statement));
  }
}
