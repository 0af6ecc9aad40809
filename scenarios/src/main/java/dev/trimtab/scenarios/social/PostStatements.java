package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** The feed and everything else that shows posts. */
final class PostStatements {

  private static final int PAGE = 20;

  private PostStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return Stream.of(feeds(draws), users(draws), lists(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> feeds(SocialDraws draws) {
    return List.of(
        read(
            "posts.feed",
            3_000,
            """
            SELECT p.*, u.name, u.avatar_url
            FROM posts p
            JOIN follows f ON f.following_id = p.user_id
            JOIN users u ON u.id = p.user_id
            WHERE f.follower_id = ? AND p.visibility IN ('public', 'friends')
            ORDER BY p.created_at DESC LIMIT 20
            """,
            random -> List.of(draws.reader(random))),
        read(
            "posts.feed_page",
            300,
            """
            SELECT id, user_id, content, like_count, created_at FROM posts
            WHERE user_id IN (SELECT following_id FROM follows WHERE follower_id = ?)
              AND created_at < ?
            ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.reader(random), draws.daysAgo(random.nextInt(30), random))),
        read(
            "posts.public",
            900,
            """
            SELECT * FROM posts WHERE visibility = 'public' ORDER BY created_at DESC LIMIT 20
            """,
            _ -> List.of()));
  }

  private static List<WorkloadStatement> users(SocialDraws draws) {
    return List.of(
        read(
            "posts.of_user",
            2_400,
            """
            SELECT * FROM posts WHERE user_id = ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.author(random))),
        read(
            "posts.of_user_page",
            240,
            """
            SELECT id, content, like_count, created_at FROM posts
            WHERE user_id = ? ORDER BY created_at DESC LIMIT 20 OFFSET ?
            """,
            random -> List.of(draws.author(random), PAGE * random.nextInt(3))),
        read(
            "posts.count_of_user",
            900,
            """
            SELECT count(*) FROM posts WHERE user_id = ?
            """,
            random -> List.of(draws.author(random))));
  }

  private static List<WorkloadStatement> lists(SocialDraws draws) {
    return List.of(
        read(
            "posts.by_id",
            1_800,
            """
            SELECT p.*, u.name, u.avatar_url FROM posts p JOIN users u ON u.id = p.user_id
            WHERE p.id = ?
            """,
            random -> List.of(draws.post(random))),
        read(
            "posts.trending",
            120,
            """
            SELECT id, user_id, content, like_count FROM posts
            WHERE created_at >= ? AND visibility = 'public' ORDER BY like_count DESC LIMIT 10
            """,
            random -> List.of(draws.daysAgo(2, random))),
        read(
            "posts.search",
            60,
            """
            SELECT id, user_id, content, created_at FROM posts
            WHERE content ILIKE ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.phrase(random))));
  }
}
