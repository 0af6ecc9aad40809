package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.loop.StatementLoop;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An application with a loop, and what the server's counters tell of it. */
class LoopWatchIT {

  private final TestPostgres server = TestPostgres.newest();
  private final AtomicBoolean isOver = new AtomicBoolean();

  private String shop(boolean isCounted) {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE TABLE purchase (id int PRIMARY KEY, customer int NOT NULL);
        CREATE TABLE item (id int PRIMARY KEY, purchase int NOT NULL, name text);
        CREATE TABLE note (id int PRIMARY KEY, text text);
        INSERT INTO purchase SELECT n, n / 12 FROM generate_series(0, 1199) n;
        INSERT INTO item SELECT n, n / 3, 'item' FROM generate_series(0, 3599) n;
        INSERT INTO note SELECT n, 'note' FROM generate_series(0, 999) n;
        CREATE INDEX ON purchase (customer);
        CREATE INDEX ON item (purchase);
        """);
    if (isCounted) {
      server.execute(database, "CREATE EXTENSION pg_stat_statements");
    }
    return database;
  }

  private Loops look(String database) throws InterruptedException {
    return new LoopWatch(
            Target.parse(server.url(database, "postgres"), Map.of()),
            EngineListener.SILENT,
            _ -> Thread.sleep(300))
        .run(Duration.ofSeconds(24), Duration.ofSeconds(2));
  }

  private Void work(String database) throws SQLException {
    try (Connection connection = server.connect(database);
        var purchases = connection.prepareStatement("SELECT id FROM purchase WHERE customer = ?");
        var items = connection.prepareStatement("SELECT name FROM item WHERE purchase = ?");
        var notes = connection.prepareStatement("SELECT text FROM note WHERE id = ?")) {
      for (int round = 0; !isOver.get(); round++) {
        purchases.setInt(1, round % 100);
        try (var rows = purchases.executeQuery()) {
          while (rows.next()) {
            items.setInt(1, rows.getInt(1));
            items.executeQuery().close();
          }
        }
        // Twelve a round on the average, too, but on its own account.
        for (int i = (round * 7) % 25; i > 0; i--) {
          notes.setInt(1, i);
          notes.executeQuery().close();
        }
      }
    }
    return null;
  }

  @Test
  void namesTheLoopAndWhatItIsOver() throws Exception {
    String database = shop(true);
    try (var application = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Void> working = application.submit(() -> work(database));
      try {
        Loops found = look(database);

        assertThat(found.loops())
            .filteredOn(loop -> found.text(loop.child()).contains("item"))
            .singleElement()
            .satisfies(loop -> {
              assertThat(found.text(loop.parent())).contains("FROM purchase");
              assertThat(loop.rowsPerCall()).isEqualTo(12);
            });
        assertThat(found.loops())
            .extracting(StatementLoop::child)
            .noneMatch(child -> found.text(child).contains("purchase WHERE"));
      } finally {
        isOver.set(true);
      }
      assertThat(working.get()).isNull();
    }
  }

  @Test
  void saysWhatToDoWhereNothingIsCounted() {
    String database = shop(false);

    assertThatThrownBy(() -> look(database))
        .isInstanceOfSatisfying(
            TrimtabException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXTENSION_MISSING))
        .hasMessageContaining("CREATE EXTENSION pg_stat_statements");
  }
}
