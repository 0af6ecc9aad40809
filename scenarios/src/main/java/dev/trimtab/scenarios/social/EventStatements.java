package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Events by everything they can be found by, and who comes. */
final class EventStatements {

  private EventStatements() {}

  static List<WorkloadStatement> all(SocialDraws draws) {
    return Stream.of(upcoming(draws), filters(draws), lists(draws), rsvps(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> upcoming(SocialDraws draws) {
    return List.of(
        read(
            "events.upcoming",
            2_400,
            """
            SELECT * FROM events WHERE start_date > ? ORDER BY start_date LIMIT 10
            """,
            _ -> List.of(draws.now())),
        read(
            "events.upcoming_in_city",
            1_200,
            """
            SELECT id, title, venue, start_date, event_type, price FROM events
            WHERE city = ? AND start_date > ? AND status = 'published'
            ORDER BY start_date LIMIT 20
            """,
            random -> List.of(draws.place(random).city(), draws.now())),
        read(
            "events.upcoming_of_followed",
            600,
            """
            SELECT e.id, e.title, e.city, e.start_date
            FROM follows f JOIN events e ON e.user_id = f.following_id
            WHERE f.follower_id = ? AND e.start_date > ? ORDER BY e.start_date LIMIT 10
            """,
            random -> List.of(draws.reader(random), draws.now())),
        read(
            "events.popular",
            120,
            """
            SELECT e.id, e.title, e.city, e.start_date, count(*) AS guests
            FROM events e JOIN event_rsvps r ON r.event_id = e.id
            WHERE e.start_date > ? AND r.status = 'going'
            GROUP BY e.id ORDER BY guests DESC LIMIT 10
            """,
            _ -> List.of(draws.now())));
  }

  private static List<WorkloadStatement> filters(SocialDraws draws) {
    return List.of(
        read(
            "events.by_city",
            300,
            """
            SELECT * FROM events WHERE city = ? ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(draws.place(random).city())),
        read(
            "events.of_organiser",
            600,
            """
            SELECT id, title, city, start_date, status FROM events
            WHERE user_id = ? ORDER BY start_date DESC LIMIT 20
            """,
            random -> List.of(draws.organiser(random))),
        read(
            "events.by_status",
            120,
            """
            SELECT id, title, user_id, start_date FROM events
            WHERE status = ? ORDER BY start_date DESC LIMIT 50
            """,
            random -> List.of(random.nextBoolean() ? "cancelled" : "published")),
        read(
            "events.by_type",
            600,
            """
            SELECT id, title, city, start_date FROM events
            WHERE event_type = ? AND start_date > ? ORDER BY start_date LIMIT 20
            """,
            random -> List.of(SocialFacts.eventType(random), draws.now())));
  }

  private static List<WorkloadStatement> lists(SocialDraws draws) {
    return List.of(
        read(
            "events.newest",
            120,
            """
            SELECT id, title, city, start_date, created_at
            FROM events ORDER BY created_at DESC LIMIT 20
            """,
            _ -> List.of()),
        read(
            "events.calendar",
            300,
            """
            SELECT id, title, city, event_type, start_date, end_date FROM events
            WHERE start_date >= ? AND start_date < ? AND country = ? ORDER BY start_date
            """,
            random -> {
              var first = draws.daysAgo(random.nextInt(60), random);
              return List.of(first, first.plusDays(7), draws.place(random).country());
            }),
        read(
            "events.search",
            300,
            """
            SELECT id, title, city, start_date FROM events WHERE title ILIKE ? LIMIT 20
            """,
            random -> List.of(draws.phrase(random))),
        read(
            "events.by_tag",
            120,
            """
            SELECT id, title, city, start_date FROM events
            WHERE tags @> ARRAY[?::text] AND start_date > ? ORDER BY start_date LIMIT 20
            """,
            _ -> List.of("outdoor", draws.now())));
  }

  private static List<WorkloadStatement> rsvps(SocialDraws draws) {
    return List.of(
        read(
            "rsvps.of_user",
            1_200,
            """
            SELECT e.id, e.title, e.city, e.start_date, r.status
            FROM event_rsvps r JOIN events e ON e.id = r.event_id
            WHERE r.user_id = ? ORDER BY e.start_date DESC LIMIT 20
            """,
            random -> List.of(draws.guest(random))),
        read(
            "rsvps.of_event",
            1_200,
            """
            SELECT u.id, u.name, u.avatar_url, r.status, r.guests
            FROM event_rsvps r JOIN users u ON u.id = r.user_id
            WHERE r.event_id = ? ORDER BY r.created_at LIMIT 100
            """,
            random -> List.of(draws.event(random))),
        read(
            "rsvps.count_of_event",
            2_400,
            """
            SELECT count(*) FROM event_rsvps WHERE event_id = ? AND status = 'going'
            """,
            random -> List.of(draws.event(random))),
        read(
            "rsvps.has_answered",
            1_200,
            """
            SELECT count(*) FROM event_rsvps WHERE user_id = ? AND event_id = ?
            """,
            random -> {
              var pair = draws.rsvpPair(random);
              return List.of(pair.left(), pair.right());
            }));
  }
}
