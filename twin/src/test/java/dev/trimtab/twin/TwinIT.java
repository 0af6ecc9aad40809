package dev.trimtab.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.PlanCost;
import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.Planner.Hypothesis;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.explain.ExplainedPlan;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TwinIT {

  private static final String SCHEMA =
      """
      CREATE TYPE state AS ENUM ('open', 'held', 'done');
      CREATE DOMAIN amount AS numeric CHECK (VALUE >= 0);
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, email varchar(80));
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
        placed_at timestamptz NOT NULL, its state NOT NULL, total amount, tags text[],
        valid daterange, words tsvector, note text);
      CREATE TABLE event (at date NOT NULL, kind int, note text) PARTITION BY RANGE (at);
      CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
      CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      INSERT INTO customer SELECT i, 'customer ' || i, 'c' || i || '@example.org'
        FROM generate_series(1, 5000) i;
      INSERT INTO purchase SELECT i, 1 + (i * 7919) % 5000,
        '2024-01-01'::timestamptz + i * '1 minute'::interval,
        (CASE WHEN i % 50 = 0 THEN 'held' WHEN i % 7 = 0 THEN 'open' ELSE 'done' END)::state,
        i % 997, ARRAY['t' || i % 10, 't' || i % 300],
        daterange('2024-01-01'::date + i % 300, '2024-01-10'::date + i % 300),
        to_tsvector('simple', 'word' || i % 500 || ' other' || i % 3), repeat('n', 50)
        FROM generate_series(1, 40000) i;
      INSERT INTO event SELECT '2023-01-01'::date + i % 730, i % 400, repeat('e', 40)
        FROM generate_series(1, 40000) i;
      CREATE INDEX purchase_customer ON purchase (customer_id, placed_at);
      CREATE INDEX purchase_state ON purchase (its) WHERE its <> 'done';
      CREATE INDEX purchase_lower ON customer (lower(email));
      ANALYZE;
      """;

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT * FROM purchase WHERE id = 77",
          "SELECT * FROM purchase WHERE customer_id = 77 ORDER BY placed_at DESC LIMIT 5",
          "SELECT * FROM purchase WHERE customer_id IN (1, 2, 3)",
          "SELECT count(*) FROM purchase WHERE its = 'held'",
          "SELECT * FROM purchase WHERE total > 990",
          "SELECT * FROM purchase WHERE tags @> ARRAY['t7']",
          "SELECT * FROM purchase WHERE valid @> '2024-05-05'::date",
          "SELECT * FROM purchase WHERE words @@ 'word7'::tsquery",
          "SELECT * FROM purchase WHERE placed_at < '2024-01-02'",
          "SELECT * FROM customer WHERE lower(email) = 'c5@example.org'",
          "SELECT c.name, p.total FROM customer c JOIN purchase p ON p.customer_id = c.id"
              + " WHERE c.id = 7",
          "SELECT c.name, sum(p.total) FROM customer c JOIN purchase p ON p.customer_id = c.id"
              + " GROUP BY c.name",
          "SELECT * FROM customer c WHERE NOT EXISTS"
              + " (SELECT 1 FROM purchase p WHERE p.customer_id = c.id AND p.its = 'held')",
          "SELECT c.id, p.id FROM customer c JOIN purchase p ON p.customer_id = c.id"
              + " JOIN event e ON e.kind = c.id WHERE e.at = '2024-02-02' AND p.its = 'open'",
          "SELECT its, count(DISTINCT customer_id) FROM purchase GROUP BY its",
          "SELECT * FROM event WHERE at BETWEEN '2024-02-01' AND '2024-02-05'");

  /** One level of a small tree, 0.125 units per descent, is all that may be missing. */
  private static final double COST_TOLERANCE = 0.001;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  private Snapshot observe() throws Exception {
    server.execute(database, SCHEMA);
    try (var connection = server.connect(database)) {
      return Observer.observe(connection);
    }
  }

  private static Binding binding(String sql) {
    return new Binding(sql, sql, List.of(), Binding.Origin.NO_PARAMETERS);
  }

  @Test
  void plansAsTheTargetDoes() throws Exception {
    var different = new ArrayList<String>();
    try (var twin = Twin.start(observe());
        var connection = server.connect(database)) {
      assertThat(twin.gaps()).isEmpty();
      var planner = new TwinPlanner(twin);
      var target = new TargetSession(connection);
      for (String sql : STATEMENTS) {
        var ours = planner.plan(binding(sql), Set.of(), Set.of());
        ExplainedPlan theirs = target.plan(binding(sql));
        if (!ours.shape().equals(theirs.shape())
            || Math.abs(ours.total() - theirs.total()) > COST_TOLERANCE * theirs.total()) {
          different.add("%s: %s, not %s".formatted(sql, ours.total(), theirs.total()));
        }
      }
    }
    assertThat(different).isEmpty();
  }

  private static List<Double> costs(TwinPlanner planner) throws Exception {
    var costs = new ArrayList<Double>();
    for (String sql : STATEMENTS) {
      costs.add(planner.plan(binding(sql), Set.of(), Set.of()).total());
    }
    return costs;
  }

  @Test
  void bothWaysToLoadStatisticsGiveTheSameCosts() throws Exception {
    Snapshot snapshot = observe();
    try (var twin = Twin.start(snapshot)) {
      var planner = new TwinPlanner(twin);
      List<Double> byFunctions = costs(planner);
      twin.sql().execute("DELETE FROM pg_statistic WHERE starelid >= 16384");
      List<Double> without = costs(planner);
      var catalog = new StatisticsLoader(twin.sql(), StatisticsLoader.Route.CATALOG);

      assertThat(catalog.load(snapshot)).isEmpty();
      assertThat(costs(planner)).isEqualTo(byFunctions).isNotEqualTo(without);
    }
  }

  @Test
  void treesMadeByHandPassTheServersOwnCheck() throws Exception {
    try (var twin = Twin.start(observe())) {
      twin.sql().execute("CREATE EXTENSION amcheck");
      var planner = new TwinPlanner(twin);
      var definition = IndexDefinition.on(TableName.of("public", "purchase"), "total", "id");

      assertThat(planner.suppose(definition)).isInstanceOf(Hypothesis.Supposed.class);
      assertThat(planner.suppose(definition)).isSameAs(planner.suppose(definition));
      // Existing and supposed ones; what is supposed is invalid until a plan asks for it.
      twin.sql().execute("UPDATE pg_index SET indisvalid = true WHERE indexrelid >= 16384");
      assertThat(
              twin.sql()
                  .query(
                      """
                      SELECT bt_index_check(c.oid)::text, c.relname FROM pg_class c
                      JOIN pg_am a ON a.oid = c.relam
                      WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.oid >= 16384
                      """,
                      row -> row.getString(2)))
          .contains("purchase_pkey", "purchase_customer")
          .anyMatch(name -> name.startsWith("trimtab_c"));
    }
  }

  @Test
  void aSupposedIndexOfAPartitionedTableIsUsedInItsPartitions() throws Exception {
    try (var twin = Twin.start(observe())) {
      var planner = new TwinPlanner(twin);
      var sql = binding("SELECT * FROM event WHERE kind = 7 AND at = '2024-02-02'");
      var before = planner.plan(sql, Set.of(), Set.of());
      var supposed =
          planner.suppose(IndexDefinition.on(TableName.of("public", "event"), "kind", "at"));

      assertThat(supposed)
          .isInstanceOfSatisfying(
              Hypothesis.Supposed.class,
              its -> {
                assertThat(its.index().bytes()).isBetween(200_000L, 3_000_000L);
                var after = plan(planner, sql, its.index());
                assertThat(after.used()).containsExactly(its.index());
                assertThat(after.total()).isLessThan(before.total() / 10);
              });
      assertThat(planner.plan(sql, Set.of(), Set.of()))
          .as("hidden again when nobody asks for it")
          .isEqualTo(before);
    }
  }

  private static PlanCost plan(TwinPlanner planner, Binding binding, PlannedIndex index) {
    try {
      return planner.plan(binding, Set.of(index), Set.of());
    } catch (PlanningFailedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts a server, says where it is, and waits to be killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String... unused) throws Exception {
      var server = EmbeddedServer.start(ServerHome.bundled(), Map.of("fsync", "off"));
      Path data = server.dataDirectory();
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
      System.out.println(pid + " " + data);
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  @Test
  void killedWithoutWarningWeLeaveNoProcessAndNoFolder() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> words = List.of(String.valueOf(out.readLine()).split(" ", 2));
      var postmaster = ProcessHandle.of(Long.parseLong(words.get(0))).orElseThrow();
      Path folder = Path.of(words.get(1)).getParent();
      assertThat(folder).isDirectory();

      victim.destroyForcibly();

      postmaster.onExit().get(30, TimeUnit.SECONDS);
      for (int i = 0; i < 300 && Files.exists(folder); i++) {
        Thread.sleep(100);
      }
      assertThat(folder).doesNotExist();
    } finally {
      victim.destroyForcibly();
    }
  }
}
