package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierIT {

  private static final Verifier.Limits LIMITS =
      new Verifier.Limits(3, Duration.ofSeconds(5), Duration.ofSeconds(30));

  private static Probe probe(String id, boolean isWrite, String text, String... values) {
    List<Optional<String>> bound = Stream.of(values).map(Optional::of).toList();
    return new Probe(id, 1, List.of(new Binding(id, text, bound, Binding.Origin.SEEN)), isWrite);
  }

  private static Verifier verifier(Connection connection, Verifier.Limits limits) {
    return new Verifier(new TargetSession(connection), limits, () -> 0L);
  }

  private static long rows(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM t WHERE b = 'x'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void measuresReadsAndWritesAndKeepsNothingOfThem(int major) throws Exception {
    var server = TestPostgres.major(major);
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE t (a int PRIMARY KEY, b text);"
            + " INSERT INTO t SELECT i, 'x' FROM generate_series(1, 5000) i; ANALYZE");
    try (var connection = server.connect(database)) {
      var verifier = verifier(connection, LIMITS);
      var timings =
          verifier.measure(
              List.of(
                  probe("read", false, "SELECT * FROM t WHERE a = $1", "7"),
                  probe("write", true, "UPDATE t SET b = $2 WHERE a < $1", "100", "y"),
                  probe("unmarked write", false, "DELETE FROM t WHERE a = $1", "1"),
                  probe("broken", false, "SELECT * FROM gone")));
      assertThat(timings.keySet()).containsExactly("read", "write");
      assertThat(timings.values()).allMatch(timing -> timing.count() == 3 && timing.median() > 0);
      assertThat(verifier.indexesUsed("read")).containsExactly("t_pkey");
      assertThat(rows(connection)).isEqualTo(5000);
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void countsAStatementThatIsCutOffWithItsLimit(int major) throws Exception {
    var server = TestPostgres.major(major);
    try (var connection = server.connect(server.createDatabase())) {
      var impatient = new Verifier.Limits(1, Duration.ofSeconds(5), Duration.ofMillis(40));
      var timings =
          verifier(connection, impatient)
              .measure(List.of(probe("sleeper", false, "SELECT pg_sleep(60)")));
      assertThat(timings.values()).singleElement().matches(timing -> timing.median() == 40);
    }
  }

  /** A statement of a log was two, and {@code EXPLAIN} stood before the first only. */
  @Test
  void ranWhatFollowedTheStatementItWasToPlan() throws Exception {
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t (b text); INSERT INTO t VALUES ('x')");
    try (var connection = server.connect(database)) {
      var verifier = verifier(connection, LIMITS);
      String text = "SELECT * FROM t; COMMIT; DELETE FROM t";
      assertThat(verifier.shapes(probe("several", false, text))).isEmpty();
      assertThat(verifier.measure(List.of(probe("read", false, text), probe("write", true, text))))
          .isEmpty();
      assertThat(rows(connection)).isEqualTo(1);
    }
  }
}
