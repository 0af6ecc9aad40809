package dev.trimtab.twin;

import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.observe.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs statements on the twin's one session; a failure says which statement it was. */
final class Sql {

  private static final int SHOWN_CHARACTERS = 300;

  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /** Runs statements that belong to nobody but us. */
  void execute(String sql) {
    try {
      tryExecute(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Runs statements that come from the target and may not work here. */
  void tryExecute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the first value of a statement without parameters, question marks left alone. */
  String text(String sql) {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (var rows = statement.executeQuery(sql)) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Returns the first column of all rows, question marks left alone. */
  List<String> lines(String sql) {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (var rows = statement.executeQuery(sql)) {
        var result = new ArrayList<String>();
        while (rows.next()) {
          result.add(String.valueOf(rows.getString(1)));
        }
        return result;
      }
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Reads rows; values are bound in order. */
  <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    try {
      return tryQuery(sql, reader, values);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Reads rows of a statement that may fail. */
  <T> List<T> tryQuery(String sql, RowReader<T> reader, Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        var result = new ArrayList<T>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    }
  }

  private static IllegalStateException failure(String sql, SQLException e) {
    return new IllegalStateException(
        "the twin refused a statement of ours: %s%n%s"
            .formatted(ServerMessage.of(e), SqlText.shape(sql, SHOWN_CHARACTERS)),
        e);
  }
}
