package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that fail on our side in the middle, in a transaction that its caller commits. */
class HalfCallIT {

  /** Rows that go to the server together: through the temporary table, and as arrays. */
  private static final int CHUNK = 100_000;

  private static final int PART = 1_000;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    server.execute(database, "CREATE TABLE t (x int PRIMARY KEY, note text)");
    connection = server.connect(database);
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static BulkWriter.Builder<Integer> writer() {
    return BulkWriter.<Integer>into("t").column("x", i -> i).column("note", i -> "note " + i);
  }

  /** Rows whose end is never found. */
  private static Iterable<Integer> endingBadly(int count) {
    Iterator<Integer> rows = IntStream.range(0, count).iterator();
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            if (!rows.hasNext()) {
              throw new IllegalStateException("no more of the file can be read");
            }
            return true;
          }

          @Override
          public Integer next() {
            return rows.next();
          }
        };
  }

  private void leavesWhatWasThere(ThrowingCallable call) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("INSERT INTO t VALUES (-1, 'before')");
      assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
      statement.execute("INSERT INTO t VALUES (-2, 'after')");
      connection.commit();
      try (var xs = statement.executeQuery("SELECT array_agg(x ORDER BY x)::text FROM t")) {
        xs.next();
        assertThat(xs.getString(1)).isEqualTo("{-2,-1}");
      }
    }
  }

  @Test
  void upsertOfSeveralChunksLeavesNone() throws Exception {
    var upserts = writer().key("x").build();
    leavesWhatWasThere(() -> upserts.write(connection, endingBadly(CHUNK)));
  }

  @Test
  void insertInPartsLeavesNone() throws Exception {
    server.execute(database, "ALTER TABLE t ENABLE ROW LEVEL SECURITY");
    var inserts = writer().build();
    leavesWhatWasThere(() -> inserts.write(connection, endingBadly(2 * PART)));
  }

  @Test
  void halvesOfWhatFitsLeaveNone() throws Exception {
    var calls = new AtomicInteger();
    // All four are asked, of which two are one row, and then the first two.
    int sound = 6;
    var inserts =
        BulkWriter.<Integer>into("t")
            .column(
                "x",
                i -> {
                  if (calls.incrementAndGet() > sound) {
                    throw new IllegalStateException("no more");
                  }
                  return i;
                })
            .build();
    leavesWhatWasThere(() -> inserts.writeWhatFits(connection, List.of(1, 2, 3, 3)));
  }
}
