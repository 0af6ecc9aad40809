package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGStatement;

/** What the driver has the server prepare for the application. */
class PreparedStatementsIT {

  /** More than one chunk. */
  private static final int ROWS = 100_001;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  private static String preparedAt(Connection connection, PreparedStatement own)
      throws SQLException {
    own.execute();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT name || prepare_time FROM pg_prepared_statements"
                    + " WHERE statement LIKE '%of the application%'")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The second chunk created the temporary table again, if it was not there. */
  @Test
  void staysPreparedWhateverIsWritten() throws Exception {
    server.execute(database, "CREATE TABLE t (x int PRIMARY KEY)");
    BulkWriter<Integer> writer = BulkWriter.<Integer>into("t").column("x", i -> i).key("x").build();
    try (Connection connection = server.connect(database);
        PreparedStatement own = connection.prepareStatement("SELECT 'of the application'")) {
      own.unwrap(PGStatement.class).setPrepareThreshold(1);
      own.execute();
      String before = preparedAt(connection, own);

      writer.write(connection, IntStream.range(0, ROWS).boxed().toList());
      assertThat(preparedAt(connection, own)).as("two chunks").isEqualTo(before);

      connection.setAutoCommit(false);
      for (int call = 0; call < 2; call++) {
        writer.write(connection, IntStream.range(0, 5_000).boxed().toList());
      }
      assertThat(preparedAt(connection, own)).as("two calls").isEqualTo(before);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }
}
