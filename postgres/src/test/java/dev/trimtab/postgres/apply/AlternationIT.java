package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Judgement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlternationIT {

  private static final TableName INDEX = TableName.of("public", "t_a_idx");

  /** Generous, because a busy machine is no reason to say nothing here. */
  private static final Alternation.Limits LIMITS =
      new Alternation.Limits(9, Duration.ofMillis(500), Duration.ofSeconds(2));

  private static Probe probe(boolean isWrite, String text) {
    return new Probe(
        "s", 1, List.of(new Binding("s", text, List.of(), Binding.Origin.SEEN)), isWrite);
  }

  private static String database(TestPostgres server) throws SQLException {
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE t (a int, b text); CREATE INDEX t_a_idx ON t (a);"
            + " INSERT INTO t SELECT i, 'x' FROM generate_series(1, 50000) i; ANALYZE t");
    return database;
  }

  private static Alternation alternation(Connection connection, Alternation.Limits limits) {
    return new Alternation(connection, limits, System::nanoTime);
  }

  private static String state(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM t) || ' rows, index valid: '"
                    + " || (SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a_idx'::regclass)")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void showsWhatAnIndexIsWorthAndKeepsIt(int major) throws Exception {
    var server = TestPostgres.major(major);
    try (var connection = server.connect(database(server))) {
      var alternation = alternation(connection, LIMITS);
      assertThat(alternation.isSafe(INDEX)).isTrue();
      var turns =
          alternation.measure(probe(false, "SELECT * FROM t WHERE a = 77"), INDEX).orElseThrow();
      assertThat(turns.with().count()).isEqualTo(9);
      assertThat(Judgement.isSlower(turns.without(), turns.with())).isTrue();
      assertThat(state(connection)).isEqualTo("50000 rows, index valid: true");
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @Test
  void showsWhatWritersPay() throws Exception {
    var server = TestPostgres.newest();
    try (var connection = server.connect(database(server))) {
      var turns =
          alternation(connection, LIMITS)
              .measure(
                  probe(true, "INSERT INTO t SELECT i, 'y' FROM generate_series(1, 5000) i"), INDEX)
              .orElseThrow();
      assertThat(Judgement.isSlower(turns.with(), turns.without())).isTrue();
      assertThat(state(connection)).isEqualTo("50000 rows, index valid: true");
    }
  }

  @Test
  void saysNothingOfAStatementThatWouldKeepTheTableTooLong() throws Exception {
    var server = TestPostgres.newest();
    var impatient = new Alternation.Limits(3, Duration.ofMillis(500), Duration.ofMillis(30));
    try (var connection = server.connect(database(server))) {
      var alternation = alternation(connection, impatient);
      assertThat(
              alternation.measure(probe(false, "SELECT pg_sleep(0.2) FROM t WHERE a = 77"), INDEX))
          .isEmpty();
      assertThat(state(connection)).isEqualTo("50000 rows, index valid: true");
    }
  }

  @Test
  void saysNothingWhileSomebodyUsesTheTable() throws Exception {
    var server = TestPostgres.newest();
    String database = database(server);
    var impatient = new Alternation.Limits(3, Duration.ofMillis(10), Duration.ofSeconds(2));
    try (var connection = server.connect(database);
        var other = server.connect(database)) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("SELECT count(*) FROM t");
      }
      assertThat(
              alternation(connection, impatient)
                  .measure(probe(false, "SELECT * FROM t WHERE a = 77"), INDEX))
          .isEqualTo(Optional.empty());
      other.rollback();
      assertThat(state(connection)).isEqualTo("50000 rows, index valid: true");
    }
  }

  @Test
  void isNotSafeWhereAStandbyWouldReplayTheLock() throws Exception {
    var server = TestPostgres.newest();
    String database = database(server);
    try (var connection = server.connect(database)) {
      server.execute(database, "SELECT pg_create_physical_replication_slot('away')");
      try {
        assertThat(alternation(connection, LIMITS).isSafe(INDEX)).isFalse();
      } finally {
        server.execute(database, "SELECT pg_drop_replication_slot('away')");
      }
      assertThat(alternation(connection, LIMITS).isSafe(INDEX)).isTrue();
    }
  }

  @Test
  void isNotSafeForAnIndexWithParts() throws Exception {
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE t (a int) PARTITION BY RANGE (a);"
            + " CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (9);"
            + " CREATE INDEX t_a_idx ON t (a)");
    try (var connection = server.connect(database)) {
      assertThat(alternation(connection, LIMITS).isSafe(INDEX)).isFalse();
    }
  }
}
