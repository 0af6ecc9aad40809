package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;

/** In which state of the journey is a user: asked in four statements, and in one. */
final class JourneyStatements {

  private JourneyStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return List.of(
        read(
            "journey.user",
            900,
            """
            SELECT * FROM users WHERE id = ?
            """,
            random -> List.of(draws.reader(random))),
        read(
            "journey.posts",
            900,
            """
            SELECT count(*) FROM posts WHERE user_id = ?
            """,
            random -> List.of(draws.reader(random))),
        read(
            "journey.following",
            900,
            """
            SELECT count(*) FROM follows WHERE follower_id = ?
            """,
            random -> List.of(draws.reader(random))),
        read(
            "journey.rsvps",
            900,
            """
            SELECT count(*) FROM event_rsvps WHERE user_id = ? AND status = 'going'
            """,
            random -> List.of(draws.reader(random))),
        read(
            "journey.detect",
            900,
            """
            SELECT u.customer_journey_state, u.last_journey_update, u.created_at,
              (SELECT count(*) FROM posts WHERE user_id = u.id) AS posts,
              (SELECT count(*) FROM follows WHERE follower_id = u.id) AS following,
              (SELECT count(*) FROM event_rsvps WHERE user_id = u.id AND status = 'going') AS rsvps
            FROM users u WHERE u.id = ?
            """,
            random -> List.of(draws.reader(random))));
  }
}
