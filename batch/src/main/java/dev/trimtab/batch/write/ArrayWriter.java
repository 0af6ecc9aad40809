package dev.trimtab.batch.write;

import dev.trimtab.batch.write.Targets.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * Writes rows as one array a column, in one statement: one round trip, and by itself all or
 * nothing. Its text is the same for any number of rows, so the driver has the server prepare it.
 */
final class ArrayWriter<T> {

  private final TableColumns<T> table;
  private final Targets<T> targets;

  ArrayWriter(TableColumns<T> table, Targets<T> targets) {
    this.table = table;
    this.targets = targets;
  }

  WriteResult write(Connection connection, List<T> rows) throws SQLException {
    Known known = targets.known(connection);
    try {
      WriteResult result = write(connection, known.sql(), rows);
      if (result.inserted() + result.updated() > 0 || isAsBefore(connection, known.sql())) {
        return result;
      }
      // Nothing was done because it is another table than it was.
      return write(connection, targets.fresh(connection).sql(), rows);
    } catch (SQLException e) {
      forget(connection, e);
      throw e;
    }
  }

  /**
   * Whether the server may hold keys equal that are different here: citext, or a uuid as text. One
   * row tells, as values of a column are mostly of one class.
   */
  boolean mayHoldEqual(Connection connection, T row) throws SQLException {
    Target target = targets.known(connection).target();
    for (Column<T> column : table.keyColumns()) {
      Target.Type type = target.type(table, Names.quoted(column.name()));
      boolean isSpelled = !type.isText() && column.value().apply(row) instanceof String;
      if (isSpelled || !type.isExact()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAsBefore(Connection connection, ArraySql sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql.check());
        var answer = statement.executeQuery()) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** A connection that is gone does not tell its database. */
  private void forget(Connection connection, SQLException failure) {
    try {
      targets.forget(connection);
    } catch (SQLException again) {
      failure.addSuppressed(again);
    }
  }

  private WriteResult write(Connection connection, ArraySql sql, List<T> rows) throws SQLException {
    try (var statement = connection.prepareStatement(sql.write())) {
      bind(statement, rows);
      return table.hasKey()
          ? outcome(statement, rows.size())
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

  private void bind(PreparedStatement statement, List<T> rows) throws SQLException {
    int index = 1;
    for (Column<T> column : table.columns()) {
      var text = new StringBuilder(2 + rows.size() * PgText.ELEMENT_USUAL);
      char before = '{';
      for (T row : rows) {
        PgText.scalar(text.append(before), column.value().apply(row));
        before = ',';
      }
      statement.setObject(index++, text.append('}').toString(), Types.OTHER);
    }
  }
}
