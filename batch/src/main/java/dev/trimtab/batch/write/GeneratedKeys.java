package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Keys for rows to come, taken from the sequence behind a column. They are drawn before the rows
 * go, so that each row's is known whatever way the rows take; RETURNING promises no order, and COPY
 * returns nothing.
 */
final class GeneratedKeys {

  /** {@code pg_get_serial_sequence} knows serial and identity columns (manual 9.27.3). */
  private static final String DRAW =
      """
      SELECT nextval(pg_get_serial_sequence(?, ?)::regclass) FROM generate_series(1, ?)
      """;

  private GeneratedKeys() {}

  /**
   * Draws as many keys as there are rows.
   *
   * @throws IllegalArgumentException if no sequence belongs to the column
   */
  static List<Long> draw(Connection connection, TableColumns<?> table, String column, int count)
      throws SQLException {
    try (var select = connection.prepareStatement(DRAW)) {
      select.setString(1, table.sql());
      select.setString(2, column);
      select.setInt(3, count);
      var keys = new ArrayList<Long>(count);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          long key = rows.getLong(1);
          if (rows.wasNull()) {
            throw new IllegalArgumentException(
                "column %s of %s has no sequence".formatted(column, table.sql()));
          }
          keys.add(key);
        }
      }
      return keys;
    }
  }

  /** Returns the columns and one more, which has these keys in the order of the rows. */
  static <T> TableColumns<T> with(TableColumns<T> table, String column, List<Long> keys) {
    Iterator<Long> next = keys.iterator();
    return table.with(new Column<>(column, _ -> next.next()));
  }
}
