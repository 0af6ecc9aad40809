package dev.trimtab.scenarios.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.CacheReplay;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.LoadedScenario;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Rows;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real PostgreSQL, at a fiftieth of the size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocialScenarioIT {

  private final SocialScenario scenario = new SocialScenario();
  private final LoadedScenario loaded;

  SocialScenarioIT() throws SQLException {
    loaded = LoadedScenario.load(scenario, new LoadOptions(0.02, 42));
  }

  @AfterAll
  void close() throws SQLException {
    loaded.close();
  }

  @Test
  void hasNoIndexButThoseOfConstraints() throws SQLException {
    loaded.hasOnlyIndexesOfConstraints(5);
    loaded.hasForeignKeys(6);
  }

  @Test
  void everyStatementRunsAndFindsRows() throws Exception {
    loaded.everyStatementFindsRows(50, "posts.search", "events.search");
  }

  @Test
  void whatTheReportBuiltCanBeBuilt() throws SQLException {
    loaded.everyReportIndexCanBeBuilt(20);
  }

  /** A minute of sessions; every statement of a page runs, and the database hears of few. */
  @Test
  void itsSessionsRunThroughTheCache() throws Exception {
    var postgres = TestPostgres.newest();
    String database = postgres.createDatabase();
    var options = new LoadOptions(0.02, 42);
    try (var connection = postgres.connect(database)) {
      scenario.load(connection, options, ProgressListener.SILENT);
    }
    postgres.execute(database, "CREATE EXTENSION pg_stat_statements");
    var replay = new CacheReplay(() -> SocialTrace.of(options), Duration.ofMinutes(2), 60);

    CacheReplay.Outcome outcome =
        replay.measure(() -> postgres.connect(database), () -> postgres.connect(database));

    assertThat(outcome.resources())
        .containsOnlyKeys("counts", "events", "journey", "posts", "users");
    assertThat(outcome.hitRate()).isBetween(0.2, 0.95);
    assertThat(outcome.with().statements())
        .isLessThan((1 - outcome.hitRate() / 2) * outcome.without().statements());
  }

  @Test
  void followersFallByAPowerLaw() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT max(follower_count) / percentile_disc(0.5) WITHIN GROUP
                  (ORDER BY follower_count) FROM users
                """))
        .isGreaterThan(25);
  }

  @Test
  void theStoredFollowerCountIsRightAndNobodyFollowsTwiceOrHimself() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT count(*) FROM users u LEFT JOIN (
                  SELECT following_id, count(DISTINCT follower_id) AS followers
                  FROM follows WHERE follower_id <> following_id GROUP BY following_id) f
                  ON f.following_id = u.id
                WHERE u.follower_count <> coalesce(f.followers, 0)
                """))
        .isZero();
  }

  @Test
  void aJourneyGoesOnByOneStepAndARefusedMoveAnswersWhereTheUserStands() throws SQLException {
    long user = loaded.number("SELECT min(id) FROM users WHERE customer_journey_state = 'J1'");
    loaded.connection().setAutoCommit(false);
    try {
      assertThat(move(user, "J3")).isEqualTo("J3 from J1: false");
      assertThat(move(user, "J2")).isEqualTo("J2 from J1: true");
      assertThat(move(user, "J4")).isEqualTo("J4 from J2: false");
      assertThat(move(user, "J1")).isEqualTo("J1 from J2: false");
      assertThat(move(user, "J2")).isEqualTo("J2 from J2: false");
      assertThat(move(user, "J3")).isEqualTo("J3 from J2: true");
      assertThat(move(-1, "J2")).isEqualTo("J2 from null: false");
    } finally {
      loaded.connection().rollback();
      loaded.connection().setAutoCommit(true);
    }
  }

  private String move(long user, String state) throws SQLException {
    try (var statement = loaded.connection().prepareStatement(JourneyStatements.MOVE)) {
      statement.setLong(1, user);
      statement.setString(2, state);
      statement.setObject(3, OffsetDateTime.of(2026, 6, 30, 12, 0, 0, 0, ZoneOffset.UTC));
      try (var rows = statement.executeQuery()) {
        rows.next();
        return "%s from %s: %s".formatted(rows.getString(1), rows.getString(2), rows.getBoolean(3));
      }
    }
  }

  @Test
  void fewEventsAreStillToComeAndMostUsersAreAtTheirBeginning() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT 1000 * count(*) FILTER (WHERE start_date > '2026-06-30') / count(*)
                FROM events
                """))
        .isBetween(20L, 150L);
    assertThat(
            loaded.number(
                """
                SELECT 100 * count(*) FILTER (WHERE customer_journey_state = 'J1') / count(*)
                FROM users
                """))
        .isBetween(50L, 60L);
  }

  @Test
  void whoeverFollowsManyIsScatteredOverTheTable() throws SQLException {
    assertThat(
            loaded.number(
                """
                SELECT count(*) FROM pg_stats WHERE tablename = 'follows'
                  AND ((attname = 'created_at' AND correlation > 0.99)
                    OR (attname = 'follower_id' AND abs(correlation) < 0.8))
                """))
        .isEqualTo(2);
  }

  @Test
  void rowsDependOnTheSeedAndGrowWithTheScale() {
    Rows.dependOnTheSeedOnly(SocialScenario::tables);
    Rows.growWithTheScale(SocialScenario::tables);
    Rows.parametersDependOnTheGeneratorOnly(scenario);
  }
}
