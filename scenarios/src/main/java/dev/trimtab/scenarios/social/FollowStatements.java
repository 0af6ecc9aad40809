package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Followers, those followed, and how many of each. */
final class FollowStatements {

  private FollowStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return Stream.of(counts(draws), lists(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> counts(SocialDraws draws) {
    return List.of(
        read(
            "follows.follower_count",
            3_000,
            """
            SELECT count(*) FROM follows WHERE following_id = ?
            """,
            random -> List.of(draws.profile(random))),
        read(
            "follows.following_count",
            3_000,
            """
            SELECT count(*) FROM follows WHERE follower_id = ?
            """,
            random -> List.of(draws.reader(random))),
        read(
            "follows.is_following",
            3_000,
            """
            SELECT count(*) FROM follows WHERE follower_id = ? AND following_id = ?
            """,
            random -> {
              var pair = draws.followPair(random);
              return List.of(pair.left(), pair.right());
            }));
  }

  private static List<WorkloadStatement> lists(SocialDraws draws) {
    return List.of(
        read(
            "follows.followers",
            900,
            """
            SELECT u.id, u.name, u.avatar_url, f.created_at
            FROM follows f JOIN users u ON u.id = f.follower_id
            WHERE f.following_id = ? ORDER BY f.created_at DESC LIMIT 50
            """,
            random -> List.of(draws.profile(random))),
        read(
            "follows.following",
            900,
            """
            SELECT u.id, u.name, u.avatar_url, f.created_at
            FROM follows f JOIN users u ON u.id = f.following_id
            WHERE f.follower_id = ? ORDER BY f.created_at DESC LIMIT 50
            """,
            random -> List.of(draws.reader(random))),
        read(
            "follows.mutual",
            240,
            """
            SELECT f.following_id FROM follows f
            JOIN follows back ON back.follower_id = f.following_id
              AND back.following_id = f.follower_id
            WHERE f.follower_id = ?
            """,
            random -> List.of(draws.reader(random))),
        read(
            "follows.suggestions",
            120,
            """
            SELECT f.following_id, count(*) AS friends
            FROM follows mine JOIN follows f ON f.follower_id = mine.following_id
            WHERE mine.follower_id = ? AND f.following_id <> mine.follower_id
            GROUP BY f.following_id ORDER BY friends DESC, f.following_id LIMIT 10
            """,
            random -> List.of((long) draws.anyUser(random))));
  }
}
