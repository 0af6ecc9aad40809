package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Writes rows as one array a column, in one statement: one round trip, and by itself all or
 * nothing. Its text is the same for any number of rows, so the driver has the server prepare it.
 *
 * @param hasKey whether what is written tells of each row what became of it
 */
record ArrayWriter(boolean hasKey) {

  /** Returns what became of rows, or nothing if it is another table: none is written then. */
  <T> Optional<WriteResult> write(Connection connection, ArraySql sql, HeldRows<T> rows)
      throws SQLException {
    WriteResult result = written(connection, sql, rows);
    // A single row that was written says that the statement held the table for the right one. None
    // may be because it did not.
    boolean isSure = result.inserted() + result.updated() > 0;
    return isSure || isAsBefore(connection, sql) ? Optional.of(result) : Optional.empty();
  }

  private static boolean isAsBefore(Connection connection, ArraySql sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql.check());
        var answer = statement.executeQuery()) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private <T> WriteResult written(Connection connection, ArraySql sql, HeldRows<T> rows)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql.write())) {
      rows.bind(statement);
      return hasKey
          ? outcome(statement, rows.rows().size())
          : new WriteResult(statement.executeUpdate(), 0, 0, 0);
    }
  }

  /** Of few rows each one's is quicker told than counted, and as a number quicker than as truth. */
  private static WriteResult outcome(PreparedStatement statement, int rows) throws SQLException {
    int inserted = 0;
    int updated = 0;
    try (var outcomes = statement.executeQuery()) {
      while (outcomes.next()) {
        if (outcomes.getLong(1) == 0) {
          inserted++;
        } else {
          updated++;
        }
      }
    }
    return new WriteResult(inserted, updated, rows - (long) inserted - updated, 0);
  }
}
