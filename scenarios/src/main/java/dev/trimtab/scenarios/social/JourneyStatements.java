package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;
import static dev.trimtab.scenarios.WorkloadStatement.write;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;

/** In which state of the journey is a user: asked in four statements, and in one. */
final class JourneyStatements {

  /**
   * Moves a user to a state and says what became of it: one row with the state asked for, the state
   * the user was in ({@code NULL} for nobody), and whether the move was made. It is made only to
   * the next state, so a refused one answers with where the user still stands. Parameters: user,
   * state, time.
   */
  static final String MOVE =
      """
      WITH asked AS (SELECT CAST(? AS bigint) AS id, CAST(? AS text) AS wanted),
      moved AS (
        UPDATE users u SET customer_journey_state = asked.wanted, last_journey_update = ?
        FROM asked
        WHERE u.id = asked.id AND (u.customer_journey_state, asked.wanted)
          IN (('J1', 'J2'), ('J2', 'J3'), ('J3', 'J4'))
        RETURNING u.id)
      SELECT asked.wanted, u.customer_journey_state AS stood_at,
        EXISTS (SELECT FROM moved) AS is_moved
      FROM asked LEFT JOIN users u ON u.id = asked.id
      """;

  private JourneyStatements() {}

  static WorkloadStatement move(SocialDraws draws) {
    return write(
        "journey.move",
        60,
        MOVE,
        random ->
            List.of(
                (long) draws.anyUser(random),
                SocialFacts.JOURNEY_STATES.get(1 + random.nextInt(3)),
                draws.now()));
  }

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
