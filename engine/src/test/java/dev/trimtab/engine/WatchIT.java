package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.postgres.Target;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application goes on asking while its changes are watched. */
class WatchIT {

  private static final String TOUCHED =
      "SELECT sum(length(note)) FROM purchase WHERE customer_id = 7";

  private static final List<String> UNTOUCHED =
      List.of(
          "SELECT count(*) FROM customer WHERE id < 900",
          "SELECT max(id) FROM customer WHERE id < 2000",
          "SELECT sum(length(name)) FROM customer WHERE id < 100");

  private final TestPostgres server = TestPostgres.newest();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private String database;
  private Engine engine;

  @BeforeEach
  void anIndexIsKept() throws Exception {
    database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, note text NOT NULL);
        INSERT INTO customer SELECT i, 'customer ' || i FROM generate_series(1, 5000) i;
        INSERT INTO purchase SELECT i, i % 5000, repeat(md5(i::text), 4)
          FROM generate_series(1, 50000) i;
        ANALYZE;
        """);
    server.execute(database, "VACUUM");
    ask(30);
    var target = Target.parse(server.url(database, "postgres"), Map.of());
    engine =
        new Engine(EngineOptions.of(target).allowSuperuser(true).build(), EngineListener.SILENT);
    assertThat(kept()).hasSize(1);
  }

  private List<Change> kept() {
    return engine.tune().changes().stream().filter(c -> c.state() == ChangeState.KEPT).toList();
  }

  private void ask(int times) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      for (int i = 0; i < times; i++) {
        statement.execute(TOUCHED);
        for (String sql : UNTOUCHED) {
          statement.execute(sql);
        }
      }
    }
  }

  private Void askOn() throws SQLException {
    while (!isOver.get()) {
      ask(1);
    }
    return null;
  }

  private Watched watched(ThrowingRunnable meanwhile) throws Exception {
    try (ExecutorService application = Executors.newSingleThreadExecutor()) {
      Future<?> asking = application.submit(this::askOn);
      Future<?> doing;
      try (ExecutorService somebody = Executors.newSingleThreadExecutor()) {
        doing =
            somebody.submit(() -> {
              Thread.sleep(1_500);
              meanwhile.run();
              return null;
            });
        try {
          return engine.watch(Duration.ofSeconds(10), Duration.ofSeconds(1));
        } finally {
          isOver.set(true);
          doing.get();
          asking.get();
        }
      }
    }
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void takesBackWhatSlowsTheApplicationDown() throws Exception {
    Watched watched =
        watched(() ->
            server.execute(
                database,
                "INSERT INTO purchase SELECT i, 7, repeat(md5(i::text), 4)"
                    + " FROM generate_series(50001, 150000) i"));
    assertThat(watched.takenBack())
        .singleElement()
        .satisfies(change -> {
          assertThat(change.state()).isEqualTo(ChangeState.ROLLED_BACK);
          assertThat(change.outcome().orElseThrow()).contains("while it was watched");
        });
    assertThat(watched.events()).anyMatch(event -> event.contains("times as long as before"));
    assertThat(engine.observe().tables())
        .filteredOn(table -> table.name().name().value().equals("purchase"))
        .allSatisfy(table -> assertThat(table.indexes()).hasSize(1));
  }

  @Test
  void keepsWhatHelpsAndSurvivesAReset() throws Exception {
    Watched watched = watched(() -> server.execute(database, "SELECT pg_stat_statements_reset()"));
    assertThat(watched.takenBack()).isEmpty();
    assertThat(watched.events()).singleElement().asString().contains("were reset");
    assertThat(watched.statements())
        .singleElement()
        .satisfies(seen -> {
          assertThat(seen.now().calls()).isGreaterThan(20);
          assertThat(seen.now().mean()).isLessThan(seen.before().mean());
        });
    assertThat(engine.history()).allMatch(change -> change.state() == ChangeState.KEPT);
  }

  @Test
  void saysThatThereIsNothingToWatch() {
    engine.history().forEach(change -> engine.undo(change.id()));
    assertThatThrownBy(() -> engine.watch(Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessageContaining("nothing to watch");
  }
}
