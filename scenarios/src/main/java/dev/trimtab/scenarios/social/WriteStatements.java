package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.write;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** What people do. */
final class WriteStatements {

  private WriteStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return Stream.of(follows(draws), posts(draws), events(draws), users(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> follows(SocialDraws draws) {
    return List.of(
        write(
            "follows.follow",
            400,
            """
            INSERT INTO follows (follower_id, following_id, created_at) VALUES (?, ?, ?)
            """,
            random -> List.of((long) draws.anyUser(random), draws.profile(random), draws.now())),
        write(
            "follows.unfollow",
            90,
            """
            DELETE FROM follows WHERE follower_id = ? AND following_id = ?
            """,
            random -> {
              var pair = draws.followPair(random);
              return List.of(pair.left(), pair.right());
            }),
        write(
            "users.count_follower",
            490,
            """
            UPDATE users SET follower_count = follower_count + ? WHERE id = ?
            """,
            random -> List.of(random.nextInt(5) == 0 ? -1 : 1, draws.profile(random))));
  }

  private static List<WorkloadStatement> posts(SocialDraws draws) {
    return List.of(
        write(
            "posts.insert",
            500,
            """
            INSERT INTO posts (user_id, content, visibility, created_at)
            VALUES (?, ?, 'public', ?) RETURNING id
            """,
            random -> List.of(draws.author(random), draws.text(random), draws.now())),
        write(
            "posts.like",
            1_800,
            """
            UPDATE posts SET like_count = like_count + 1 WHERE id = ?
            """,
            random -> List.of(draws.post(random))),
        write(
            "posts.delete",
            20,
            """
            DELETE FROM posts WHERE id = ?
            """,
            random -> List.of(draws.post(random))));
  }

  private static List<WorkloadStatement> events(SocialDraws draws) {
    return List.of(
        write(
            "events.insert",
            30,
            """
            INSERT INTO events (title, description, user_id, start_date, end_date, city, country,
                                event_type, created_at)
            VALUES ('A new evening', ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            random -> {
              var start = draws.now().plusDays(1 + random.nextInt(60));
              var place = draws.place(random);
              return List.of(
                  draws.text(random),
                  draws.organiser(random),
                  start,
                  start.plusHours(4),
                  place.city(),
                  place.country(),
                  SocialFacts.eventType(random),
                  draws.now());
            }),
        write(
            "events.cancel",
            6,
            """
            UPDATE events SET status = 'cancelled' WHERE id = ? AND status = 'published'
            """,
            random -> List.of(draws.event(random))),
        write(
            "rsvps.insert",
            300,
            """
            INSERT INTO event_rsvps (user_id, event_id, status, created_at)
            VALUES (?, ?, 'going', ?)
            """,
            random -> List.of(draws.reader(random), draws.event(random), draws.now())),
        write(
            "rsvps.change",
            60,
            """
            UPDATE event_rsvps SET status = 'declined' WHERE user_id = ? AND event_id = ?
            """,
            random -> {
              var pair = draws.rsvpPair(random);
              return List.of(pair.left(), pair.right());
            }));
  }

  private static List<WorkloadStatement> users(SocialDraws draws) {
    return List.of(
        write(
            "users.insert",
            30,
            """
            INSERT INTO users (name, email, password_hash, city, country, created_at)
            VALUES ('Somebody New', ?, '$2b$12$x', ?, ?, ?) RETURNING id
            """,
            random -> {
              var place = draws.place(random);
              return List.of(draws.newEmail(random), place.city(), place.country(), draws.now());
            }),
        write(
            "users.seen",
            1_200,
            """
            UPDATE users SET last_seen_at = ? WHERE id = ?
            """,
            random -> List.of(draws.now(), draws.reader(random))),
        write(
            "users.journey_move",
            60,
            """
            UPDATE users SET customer_journey_state = 'J2', last_journey_update = ?
            WHERE id = ? AND customer_journey_state = 'J1'
            """,
            random -> List.of(draws.now(), (long) draws.anyUser(random))));
  }
}
