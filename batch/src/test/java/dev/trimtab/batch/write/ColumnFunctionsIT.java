package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Functions of columns that do not say the same twice. */
class ColumnFunctionsIT {

  /** As many as go as arrays, of inserts and of upserts, and one more. */
  private static final List<Integer> SIZES = List.of(1, 1_000, 1_001, 3_000, 3_001);

  private static final String LONG = "x".repeat(HeldRows.CHARS_MAX / 2);

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  private static List<Integer> rows(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private List<String> written(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT x || ' ' || n || ' ' || b FROM t ORDER BY x")) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  /** A counter for a key and one beside it, and an array that is used for all rows. */
  private static BulkWriter.Builder<Integer> counting(int first, String body) {
    var key = new AtomicLong(first);
    var next = new AtomicLong(first);
    var reused = new byte[1];
    return BulkWriter.<Integer>into("t")
        .column("x", _ -> key.getAndIncrement())
        .column("n", _ -> next.getAndIncrement())
        .column("body", _ -> body)
        .column(
            "b",
            i -> {
              reused[0] = (byte) (i % 100);
              return reused;
            });
  }

  private static List<String> expected(int size) {
    return rows(size).stream()
        .map(i -> "%s %s \\x%02x".formatted(i.toString(), i.toString(), i % 100))
        .toList();
  }

  private void eachRowIsAskedOnce(int size, String body) throws SQLException {
    server.execute(
        database,
        "DROP TABLE IF EXISTS t; CREATE TABLE t (x int PRIMARY KEY, n int, body text, b bytea)");
    try (Connection connection = server.connect(database)) {
      assertThat(counting(0, body).build().write(connection, rows(size)).inserted())
          .isEqualTo(size);
      assertThat(written(connection)).as("%d inserted", size).isEqualTo(expected(size));

      assertThat(counting(0, body).key("x").build().write(connection, rows(size)))
          .isEqualTo(new WriteResult(0, 0, size, 0));
      server.execute(database, "TRUNCATE t");
      assertThat(counting(0, body).key("x").build().write(connection, rows(size)))
          .isEqualTo(new WriteResult(size, 0, 0, 0));
      assertThat(written(connection)).as("%d upserted", size).isEqualTo(expected(size));
    }
  }

  /** The first rows were held to see how many come, and asked again when they went by COPY. */
  @Test
  void eachRowIsAskedOnceHoweverManyCome() throws SQLException {
    for (int size : SIZES) {
      eachRowIsAskedOnce(size, "short");
    }
  }

  @Test
  void eachRowIsAskedOnceIfTheyAreLong() throws SQLException {
    eachRowIsAskedOnce(1, LONG);
    eachRowIsAskedOnce(4, LONG);
  }

  /** Of rows with one key, the last was asked again to go without the others. */
  @Test
  void eachRowIsAskedOnceIfSomeHaveOneKey() throws SQLException {
    server.execute(
        database, "CREATE TABLE t (x text PRIMARY KEY, n int); INSERT INTO t VALUES ('0', -1)");
    for (int size : List.of(4, 4_000)) {
      var next = new AtomicLong();
      var writer =
          BulkWriter.<Integer>into("t")
              .column("x", i -> i / 2)
              .column("n", _ -> next.getAndIncrement())
              .key("x")
              .build();
      try (Connection connection = server.connect(database);
          var statement = connection.createStatement()) {
        assertThat(writer.write(connection, rows(size)).merged()).isEqualTo(size / 2);
        try (var wrong =
            statement.executeQuery("SELECT count(*) FROM t WHERE n <> 2 * x::int + 1")) {
          wrong.next();
          assertThat(wrong.getLong(1)).isZero();
        }
        assertThat(next.get()).isEqualTo(size);
      }
    }
  }

  /** The connection was asked whether it commits, and said that it is closed instead of why. */
  @Test
  void endedSessionIsToldAsTheServerToldIt() throws SQLException {
    server.execute(database, "CREATE TABLE t (x int PRIMARY KEY, n int)");
    var writer =
        BulkWriter.<Integer>into("t").column("x", i -> i).column("n", i -> i).key("x").build();
    try (Connection connection = server.connect(database)) {
      writer.write(connection, rows(2));
      int pid = connection.unwrap(PGConnection.class).getBackendPID();
      server.execute(database, "SELECT pg_terminate_backend(%s, 10000)".formatted(pid));

      assertThatThrownBy(() -> writer.write(connection, rows(2)))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          // As the server says, or as the driver does that it could not send (08006).
          .isIn("57P01", "08006");
    }
  }
}
