package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The server ends the session in the middle of a call. */
class KilledWriteIT {

  private static final int ROWS = 60_000;
  private static final int KILLED_AT = 45_000;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  private long count() throws SQLException {
    try (Connection connection = server.connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM reading")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Rows, in the middle of which the session that writes them is ended. */
  private Iterable<Integer> rows(int pid) {
    Iterator<Integer> numbers =
        IntStream.range(0, ROWS)
            .peek(i -> {
              if (i == KILLED_AT) {
                server.execute(database, "SELECT pg_terminate_backend(%d)".formatted(pid));
              }
            })
            .iterator();
    return () -> numbers;
  }

  private void nothingIsLeft(BulkWriter<Integer> writer) throws SQLException {
    server.execute(database, "CREATE TABLE reading (id int PRIMARY KEY, value text)");
    server.execute(database, "INSERT INTO reading VALUES (-1, 'there before')");
    try (Connection connection = server.connect(database)) {
      int pid = connection.unwrap(PGConnection.class).getBackendPID();

      assertThatThrownBy(() -> writer.write(connection, rows(pid)))
          .isInstanceOf(SQLException.class);
      // Closing would say goodbye to a server that is gone.
      connection.abort(Runnable::run);
    }
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void insertIsAllOrNothing() throws SQLException {
    nothingIsLeft(
        BulkWriter.<Integer>into("reading")
            .column("id", i -> i)
            .column("value", i -> "value " + i)
            .build());
  }

  @Test
  void upsertOfSeveralChunksIsAllOrNothing() throws SQLException {
    nothingIsLeft(
        BulkWriter.<Integer>into("reading")
            .column("id", i -> i)
            .column("value", i -> "value " + i)
            .key("id")
            .build());
  }
}
