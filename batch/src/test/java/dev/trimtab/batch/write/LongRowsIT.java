package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Few rows that are long. */
class LongRowsIT {

  private static final int ROWS = 200;
  private static final String DOCUMENT = "x".repeat(100_000);

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  /** Rows that note, when the last one is asked for, what the session that writes them does. */
  private Iterable<Integer> watched(int pid, List<String> seen) {
    Iterator<Integer> rows =
        IntStream.range(0, ROWS)
            .peek(i -> {
              if (i == ROWS - 1) {
                seen.add(doneBy(pid));
              }
            })
            .iterator();
    return () -> rows;
  }

  private String doneBy(int pid) {
    try (Connection watcher = server.connect(database);
        var statement = watcher.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT state || ' ' || query FROM pg_stat_activity WHERE pid = " + pid)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** They were all held, and written to one text of as many characters. */
  @Test
  void longRowsGoWhileOthersStillCome() throws Exception {
    server.execute(database, "CREATE TABLE document (id int PRIMARY KEY, body text)");
    try (Connection connection = server.connect(database)) {
      int pid = connection.unwrap(PGConnection.class).getBackendPID();
      for (boolean isUpsert : new boolean[] {false, true}) {
        server.execute(database, "TRUNCATE document");
        var builder =
            BulkWriter.<Integer>into("document").column("id", i -> i).column("body", _ -> DOCUMENT);
        var writer = (isUpsert ? builder.key("id") : builder).build();
        var seen = new ArrayList<String>();

        assertThat(writer.write(connection, watched(pid, seen)).inserted()).isEqualTo(ROWS);
        assertThat(seen).singleElement().asString().startsWith("active COPY");
      }
    }
  }

  /** A row of more than is held at once is one of few, too. */
  @Test
  void oneVeryLongRowGoesByItself() throws Exception {
    server.execute(database, "CREATE TABLE document (id int PRIMARY KEY, body text)");
    String body = "x".repeat(20_000_000);
    try (Connection connection = server.connect(database)) {
      for (int rows : new int[] {1, 2}) {
        server.execute(database, "TRUNCATE document");
        var ids = IntStream.range(0, rows).boxed().toList();
        var builder =
            BulkWriter.<Integer>into("document").column("id", i -> i).column("body", _ -> body);

        assertThat(builder.build().write(connection, ids).inserted()).isEqualTo(rows);
        assertThat(builder.key("id").build().write(connection, ids).unchanged()).isEqualTo(rows);
      }
    }
  }
}
