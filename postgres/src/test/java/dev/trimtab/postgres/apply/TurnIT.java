package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnIT {

  private static Applier applier(Connection connection, Duration turn) {
    return new Applier(
        connection,
        Applier.Limits.STANDARD.withTurn(turn),
        pause -> Thread.sleep(pause.toMillis()),
        new SplittableRandom(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theSecondWaitsForTheFirst(int major) throws Exception {
    var server = TestPostgres.major(major);
    String database = server.createDatabase();
    try (var one = server.connect(database);
        var two = server.connect(database)) {
      var first = applier(one, Duration.ZERO);
      first.begin();
      var second = applier(two, Duration.ofSeconds(30));
      var waiting = CompletableFuture.runAsync(second::begin);
      Thread.sleep(600);
      assertThat(waiting).isNotDone();
      first.end();
      waiting.get(10, TimeUnit.SECONDS);
      second.end();
    }
  }

  @Test
  void saysWhoHasItWithoutWhatHeSays() throws Exception {
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    try (var one = server.connect(database);
        var two = server.connect(database)) {
      applier(one, Duration.ZERO).begin();
      try (var statement = one.createStatement()) {
        statement.execute("SELECT 'geheim', 4711");
      }
      assertThatThrownBy(() -> applier(two, Duration.ofMillis(300)).begin())
          .hasMessageContainingAll(
              "ANOTHER_APPLIER_RUNS",
              "pid %d (postgres)".formatted(pid(one)),
              "SELECT ?, ?",
              "Nothing was changed",
              "--wait")
          .message()
          .doesNotContain("geheim", "4711")
          .hasSizeLessThan(400);
    }
  }

  /** A time limit for others would end our session while it waits for its next step. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void itsSessionOutlastsLimitsMeantForOthers(int major) throws Exception {
    var server = TestPostgres.major(major);
    String database = server.createDatabase();
    server.execute(
        "postgres",
        "ALTER DATABASE %1$s SET statement_timeout = '50ms'; ALTER DATABASE %1$s SET idle_session_timeout = '50ms'"
            .formatted(database));
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      var applier = applier(connection, Duration.ZERO);
      applier.begin();
      Thread.sleep(200);
      statement.execute("SELECT pg_sleep(0.2)");
      applier.end();
    }
  }

  private static int pid(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
