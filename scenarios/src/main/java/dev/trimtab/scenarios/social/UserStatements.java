package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Who is who: by address, by place, by state, by name. */
final class UserStatements {

  private static final int PAGE = 100;

  private UserStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return Stream.of(one(draws), filters(draws), lists(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> one(SocialDraws draws) {
    return List.of(
        read(
            "users.by_id",
            12_000,
            """
            SELECT * FROM users WHERE id = ?
            """,
            random -> List.of(draws.profile(random))),
        read(
            "users.by_email",
            2_400,
            """
            SELECT * FROM users WHERE email = ?
            """,
            random -> List.of(draws.email(random))),
        read(
            "users.email_taken",
            120,
            """
            SELECT count(*) FROM users WHERE email = ?
            """,
            random -> List.of(draws.email(random))),
        read(
            "users.stored_follower_count",
            600,
            """
            SELECT follower_count FROM users WHERE id = ?
            """,
            random -> List.of(draws.profile(random))));
  }

  private static List<WorkloadStatement> filters(SocialDraws draws) {
    return List.of(
        read(
            "users.by_journey_state",
            600,
            """
            SELECT id, name, email, customer_journey_state, last_journey_update
            FROM users WHERE customer_journey_state = ? LIMIT 10
            """,
            random -> List.of(SocialFacts.JOURNEY_STATES.get(random.nextInt(4)))),
        read(
            "users.journey_counts",
            30,
            """
            SELECT customer_journey_state, count(*) FROM users GROUP BY customer_journey_state
            """,
            _ -> List.of()),
        read(
            "users.journey_stale",
            12,
            """
            SELECT id, email, last_journey_update FROM users
            WHERE customer_journey_state = ? AND last_journey_update < ?
            ORDER BY last_journey_update LIMIT 100
            """,
            random -> List.of("J3", draws.daysAgo(200, random))),
        read(
            "users.by_city",
            600,
            """
            SELECT id, name, avatar_url, city, country FROM users
            WHERE city = ? AND country = ? ORDER BY follower_count DESC LIMIT 20
            """,
            random -> {
              var place = draws.place(random);
              return List.of(place.city(), place.country());
            }),
        read(
            "users.by_tier",
            60,
            """
            SELECT * FROM users WHERE subscription_tier = ? ORDER BY created_at DESC LIMIT 50
            """,
            random -> List.of(SocialFacts.TIERS.get(1 + random.nextInt(3)))));
  }

  private static List<WorkloadStatement> lists(SocialDraws draws) {
    return List.of(
        read(
            "users.recent",
            300,
            """
            SELECT id, name, avatar_url, city, created_at
            FROM users ORDER BY created_at DESC LIMIT 20
            """,
            _ -> List.of()),
        read(
            "users.page",
            60,
            """
            SELECT * FROM users ORDER BY created_at DESC LIMIT 100 OFFSET ?
            """,
            random -> List.of(PAGE * random.nextInt(5))),
        read(
            "users.popular",
            120,
            """
            SELECT id, name, avatar_url, follower_count
            FROM users ORDER BY follower_count DESC LIMIT 20
            """,
            _ -> List.of()),
        read(
            "users.search",
            900,
            """
            SELECT id, name, avatar_url, city FROM users WHERE name ILIKE ? LIMIT 20
            """,
            random -> List.of(draws.nameFragment(random))));
  }
}
