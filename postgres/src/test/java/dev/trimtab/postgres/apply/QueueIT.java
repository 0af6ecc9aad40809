package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.advice.WriteCost;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** While somebody holds a table, nobody waits behind us for longer than the lock timeout. */
class QueueIT {

  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(1_500);

  /** A busy machine wakes a session late; a queue without a timeout would take as long as held. */
  private static final Duration SLACK = Duration.ofMillis(1_500);

  private static final Applier.Limits LIMITS =
      new Applier.Limits(LOCK_TIMEOUT, 3, Duration.ofMillis(100));

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  /** Reads and writes the table every few milliseconds and remembers the longest wait. */
  private final class Others implements AutoCloseable {
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final Thread thread = Thread.ofPlatform().start(this::work);
    private volatile boolean isOver;

    private void work() {
      try (Connection connection = server.connect(database);
          var statement = connection.createStatement()) {
        for (int i = 0; !isOver; i++) {
          long began = System.nanoTime();
          statement.execute(
              i % 2 == 0
                  ? "SELECT who FROM follows WHERE id = 7"
                  : "INSERT INTO follows (who) VALUES (%d)".formatted(1 + i % 50));
          longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
          operations.incrementAndGet();
          Thread.sleep(5);
        }
      } catch (SQLException | InterruptedException e) {
        errors.incrementAndGet();
      }
    }

    @Override
    public void close() {
      isOver = true;
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Change change(Change.Kind kind, String name, String apply, String undo) {
    return new Change(
        1,
        ChangeState.APPLYING,
        kind,
        TableName.of("public", kind == Change.Kind.STORED_COUNT ? "users" : "follows"),
        new Identifier(name),
        apply,
        undo,
        "a test",
        1,
        List.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Change storedCount() {
    var count =
        new StoredCount(
            new Identifier("follows_count"),
            new CountDefinition(
                TableName.of("public", "users"),
                new Identifier("id"),
                "bigint",
                TableName.of("public", "follows"),
                new Identifier("who"),
                "bigint",
                Optional.empty()),
            "a test",
            new Evidence(
                List.of(),
                List.of(),
                0,
                WriteCost.NONE,
                Confidence.ESTIMATED,
                new Verdict.Inconclusive("a test")));
    return change(Change.Kind.STORED_COUNT, "follows_count", count.applySql(), count.undoSql());
  }

  private static final String CREATE =
      "CREATE INDEX CONCURRENTLY \"by_note\" ON \"public\".\"follows\" USING btree (\"note\")";
  private static final String DROP = "DROP INDEX CONCURRENTLY \"public\".\"by_who\"";

  @Test
  void nobodyWaitsLongerThanTheTimeout() throws SQLException {
    server.execute(
        database,
        """
        CREATE TABLE users (id bigint PRIMARY KEY);
        CREATE TABLE follows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          who bigint NOT NULL REFERENCES users, note text);
        INSERT INTO users SELECT generate_series(1, 50);
        INSERT INTO follows (who) SELECT 1 + i % 50 FROM generate_series(1, 20000) i;
        CREATE INDEX by_who ON follows (who);
        """);
    var build = change(Change.Kind.CREATE_INDEX, "by_note", CREATE, "DROP INDEX by_note");
    var drop = change(Change.Kind.DROP_INDEX, "by_who", DROP, "CREATE INDEX by_who");
    try (Connection ours = server.connect(database);
        Connection holder = server.connect(database);
        var hold = holder.createStatement();
        var others = new Others()) {
      var applier =
          new Applier(
              ours, LIMITS, pause -> Thread.sleep(pause.toMillis()), new SplittableRandom(1));
      holder.setAutoCommit(false);
      // Both are in the way of whatever we do, and in nobody else's.
      hold.execute("INSERT INTO follows (who) VALUES (1)");
      hold.execute("SELECT count(*) FROM users");

      long began = System.nanoTime();
      refuses(() -> applier.apply(build));
      refuses(() -> applier.apply(drop));
      refuses(() -> applier.apply(storedCount()));
      refuses(() -> applier.takeBack(storedCount()));
      Duration held = Duration.ofNanos(System.nanoTime() - began);

      assertThat(held).as("long enough to tell").isGreaterThan(LOCK_TIMEOUT.multipliedBy(6));
      assertThat(Duration.ofNanos(others.longestNanos.get())).isLessThan(LOCK_TIMEOUT.plus(SLACK));
      assertThat(others.errors).hasValue(0);
      assertThat(others.operations).hasValueGreaterThan(20);
      holder.rollback();
      applier.takeBack(storedCount());
    }
  }

  private static void refuses(Runnable step) {
    assertThatThrownBy(step::run)
        .isInstanceOfSatisfying(
            TrimtabException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_NOT_ACQUIRED));
  }
}
