package dev.trimtab.postgres.observe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the observer's queries and reads columns that may be null. */
final class Rows {

  private final Connection connection;

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row into a value. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <T> List<T> query(String sql, Mapper<T> mapper) throws SQLException {
    var result = new ArrayList<T>();
    try (var statement = connection.prepareStatement(sql)) {
      // No fetch size: a cursor would save memory for a moment, since all is kept anyway, but the
      // server plans it without parallel workers and idles while we read. Measured on 5,000 tables
      // with full statistics: 3.1 s with a cursor, 2.2 s without.
      try (var rows = statement.executeQuery()) {
        var row = new Row(rows);
        while (rows.next()) {
          result.add(mapper.map(row));
        }
      }
    }
    return result;
  }

  /** The row a query stands at. */
  static final class Row {
    private final ResultSet rows;

    private Row(ResultSet rows) {
      this.rows = rows;
    }

    /** Returns text that the query never leaves null. */
    String text(String column) throws SQLException {
      String value = rows.getString(column);
      if (value == null) {
        throw new IllegalStateException("the server returned NULL for " + column);
      }
      return value;
    }

    Optional<String> findText(String column) throws SQLException {
      return Optional.ofNullable(rows.getString(column));
    }

    long number(String column) throws SQLException {
      return rows.getLong(column);
    }

    int integer(String column) throws SQLException {
      return rows.getInt(column);
    }

    double real(String column) throws SQLException {
      return rows.getDouble(column);
    }

    Optional<Double> findReal(String column) throws SQLException {
      return findText(column).map(Double::valueOf);
    }

    Optional<Long> findNumber(String column) throws SQLException {
      return findText(column).map(Long::valueOf);
    }

    boolean claim(String column) throws SQLException {
      return rows.getBoolean(column);
    }

    Optional<Instant> findInstant(String column) throws SQLException {
      Timestamp value = rows.getTimestamp(column);
      return Optional.ofNullable(value).map(Timestamp::toInstant);
    }

    Instant instant(String column) throws SQLException {
      return findInstant(column)
          .orElseThrow(() -> new IllegalStateException("the server returned NULL for " + column));
    }

    /** Returns the elements of an array of text; empty for NULL. */
    List<String> texts(String column) throws SQLException {
      return elements(column, Function.identity());
    }

    /** Returns the elements of an array of numbers; empty for NULL. */
    List<Double> reals(String column) throws SQLException {
      String text = rows.getString(column);
      return text == null ? List.of() : parse(text, Double::valueOf);
    }

    /** Returns the elements of an {@code oidvector}, {@code int2vector} or array of integers. */
    List<Long> numbers(String column) throws SQLException {
      String text = rows.getString(column);
      return text == null ? List.of() : parse(text, Long::valueOf);
    }

    private <T> List<T> elements(String column, Function<String, T> reader) throws SQLException {
      var array = rows.getArray(column);
      if (array == null) {
        return List.of();
      }
      return Arrays.stream((@Nullable Object[]) array.getArray())
          .map(element -> reader.apply(String.valueOf(element)))
          .toList();
    }

    /**
     * Cuts by hand: a database has millions of these numbers, and expressions took a third of the
     * whole observation.
     */
    private static <T> List<T> parse(String text, Function<String, T> reader) {
      var result = new ArrayList<T>();
      int start = -1;
      for (int i = 0; i <= text.length(); i++) {
        boolean inside = i < text.length() && "{}, ".indexOf(text.charAt(i)) < 0;
        if (inside && start < 0) {
          start = i;
        } else if (!inside && start >= 0) {
          result.add(reader.apply(text.substring(start, i)));
          start = -1;
        }
      }
      return result;
    }
  }
}
