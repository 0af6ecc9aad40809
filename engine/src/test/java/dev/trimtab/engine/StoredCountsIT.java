package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.observe.SqlFile;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a statement to a stored count and back, and where there must be none. */
class StoredCountsIT {

  /** Twenty users who are followed by thousands each, and five hundred who are not. */
  private static final String SCHEMA =
      """
      CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
      CREATE TABLE follows (id bigint PRIMARY KEY, who bigint NOT NULL,
        whom bigint NOT NULL REFERENCES users ON DELETE CASCADE, state text NOT NULL, note text,
        loose bigint NOT NULL);
      INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 520) i;
      INSERT INTO follows SELECT i, i % 500, 1 + i % 20,
          CASE WHEN i % 40 < 20 THEN 'open' ELSE 'shut' END, NULL, 1 + i % 20
        FROM generate_series(1, 60000) i;
      CREATE INDEX follows_whom ON follows (whom);
      CREATE INDEX follows_loose ON follows (loose);
      CREATE VIEW public_follows AS SELECT * FROM follows;
      CREATE TABLE visits (id bigint, whom bigint NOT NULL REFERENCES users)
        PARTITION BY RANGE (id);
      CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (1000000);
      INSERT INTO visits SELECT i, 1 + i % 20 FROM generate_series(1, 20000) i;
      CREATE INDEX visits_whom ON visits (whom);
      """;

  private static final String COUNT = "SELECT count(*) FROM follows WHERE whom = $1";

  private static TestPostgres server = TestPostgres.newest();
  private static String shared = "";

  @BeforeAll
  static void load() {
    shared = database(server);
  }

  private static String database(TestPostgres on) {
    String name = on.createDatabase();
    on.execute(name, SCHEMA);
    on.execute(name, "VACUUM ANALYZE");
    return name;
  }

  private static Workload workload(String... statements) {
    var text = new StringBuilder("-- calls: 10\nSELECT name FROM users WHERE id = $1;\n");
    for (String statement : statements) {
      text.append("-- calls: 1000\n").append(statement).append(";\n");
    }
    return SqlFile.parse("test.sql", text.toString());
  }

  private static Engine engine(TestPostgres on, String database, Workload workload) {
    var target = Target.parse(on.url(database, "postgres"), Map.of());
    return new Engine(
        EngineOptions.of(target).workload(workload).storedCounts(true).allowSuperuser(true).build(),
        EngineListener.SILENT);
  }

  private static List<StoredCount> advised(String... statements) {
    return engine(server, shared, workload(statements)).advise().advice().recommendations().stream()
        .filter(StoredCount.class::isInstance)
        .map(StoredCount.class::cast)
        .toList();
  }

  private static final String[] SPOKEN = {
    COUNT,
    "SELECT count(1) FROM follows f WHERE f.whom = $1",
    "SELECT count(*) AS n FROM public.follows WHERE $1 = whom",
    "SELECT count(*) FROM follows WHERE whom = $1 AND state = 'open'",
    "SELECT count(*) FROM follows WHERE note IS NULL AND whom = $1"
  };

  private static final String[] SILENT = {
    "SELECT whom, count(*) FROM follows WHERE whom = $1 GROUP BY whom",
    "SELECT count(*) FROM follows WHERE whom = $1 GROUP BY state",
    "SELECT count(note) FROM follows WHERE whom = $1",
    "SELECT count(DISTINCT who) FROM follows WHERE whom = $1",
    "SELECT count(*) FILTER (WHERE state = 'open') FROM follows WHERE whom = $1",
    "SELECT count(*), max(id) FROM follows WHERE whom = $1",
    "SELECT count(*) FROM follows WHERE whom = $1 AND state = $2",
    "SELECT count(*) FROM follows WHERE whom = $1 AND id + $2 > who",
    "SELECT count(*) FROM follows WHERE whom = $1 AND (state = 'open' OR note IS NULL)",
    "SELECT count(*) FROM follows WHERE whom = $1 AND random() < 0.5",
    "SELECT count(*) FROM follows WHERE whom = ANY ($1)",
    "SELECT count(*) FROM follows WHERE whom > $1",
    "SELECT count(*) FROM follows WHERE whom = $1 + 1",
    "SELECT count(*) FROM follows WHERE loose = $1",
    "SELECT count(*) FROM follows",
    "SELECT count(*) FROM follows f JOIN users u ON u.id = f.whom WHERE f.whom = $1",
    "SELECT count(*) FROM (SELECT 1 FROM follows WHERE whom = $1 LIMIT 10) some",
    "SELECT count(*) FROM visits WHERE whom = $1"
  };

  /** Three ways to say the same, and two conditions: three columns. */
  @Test
  void storesWhatIsCountedAllTheTime() {
    assertThat(advised(SPOKEN))
        .flatExtracting(count -> count.evidence().helped())
        .hasSize(SPOKEN.length);
    assertThat(advised(SPOKEN))
        .extracting(count -> count.column().value())
        .containsExactlyInAnyOrder(
            "follows_count", "follows_state_open_count", "follows_note_IS_NULL_count");
  }

  @Test
  void silentWhereAColumnCannotSayIt() {
    assertThat(advised(SILENT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void storesMeasuresVerifiesAndUndoes(int major) throws SQLException {
    var on = TestPostgres.major(major);
    String database = database(on);
    var engine =
        engine(
            on,
            database,
            workload(
                COUNT,
                """
                -- calls: 20
                INSERT INTO follows VALUES (1000001, 1, 2, 'open', NULL, 1)\
                """));

    List<Change> changes =
        engine.tune().changes().stream()
            .filter(change -> change.kind() == Change.Kind.STORED_COUNT)
            .toList();

    assertThat(changes)
        .as(changes.toString())
        .extracting(Change::state)
        .containsExactly(ChangeState.KEPT);
    Change change = changes.getFirst();
    assertThat(change.outcome().orElseThrow())
        .contains("equal to a full count")
        .contains("SELECT \"follows_count\" FROM \"public\".\"users\" WHERE \"id\" = $1");
    assertThat(change.measurements().getFirst().ratio()).isLessThan(0.5);
    assertThat(engine.advise().advice().recommendations()).noneMatch(StoredCount.class::isInstance);

    on.execute(database, "INSERT INTO follows VALUES (1000001, 1, 2, 'open', NULL, 1)");
    assertThat(engine.verify().changes().getFirst().outcome().orElseThrow())
        .contains("still right");
    on.execute(database, "UPDATE users SET follows_count = 5 WHERE id = 1");
    assertThat(engine.verify().changes().getFirst().outcome().orElseThrow())
        .contains("not right any more")
        .contains("1 rows of");

    assertThat(engine.undo(change.id()).state()).isEqualTo(ChangeState.ROLLED_BACK);
    try (var connection = on.connect(database);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal
                          AND tgrelid <> 'trimtab.change'::regclass)
                  + (SELECT count(*) FROM pg_proc WHERE proname LIKE '%_trimtab%')
                  + (SELECT count(*) FROM information_schema.columns
                     WHERE column_name = 'follows_count')
                """)) {
      rows.next();
      assertThat(rows.getLong(1)).isZero();
    }
  }

  @Test
  void appliesNoneUnlessAsked() {
    String database = database(server);
    var target = Target.parse(server.url(database, "postgres"), Map.of());
    var outcome =
        new Engine(
                EngineOptions.of(target).workload(workload(COUNT)).allowSuperuser(true).build(),
                EngineListener.SILENT)
            .tune();

    assertThat(outcome.findings().advice().recommendations())
        .anyMatch(StoredCount.class::isInstance);
    assertThat(outcome.changes()).noneMatch(c -> c.kind() == Change.Kind.STORED_COUNT);
  }
}
