package dev.trimtab.bench.batch.bulk;

import dev.trimtab.bench.batch.bulk.RowShape.Field;
import dev.trimtab.bench.batch.bulk.RowShape.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/** The usual ways to write rows, each in the fewest statements and transactions it can have. */
final class HandWritten {

  /** One way. */
  interface Way {
    void write(Connection connection, List<Row> rows) throws SQLException, IOException;
  }

  private static final String STAGED = "staged";

  private final RowShape shape;

  HandWritten(RowShape shape) {
    this.shape = shape;
  }

  /** Ways by name; those whose name says so want a connection that rewrites inserts. */
  Map<String, Way> ways(boolean isUpsert) {
    String set = isUpsert ? shape.onConflict() : "";
    String insert = shape.insert() + set;
    String unnest = shape.unnest() + set;
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put(BulkWays.ROW_BY_ROW, together((c, rows) -> batches(c, insert, rows, 0)));
    ways.put(BulkWays.JDBC_BATCH, together((c, rows) -> batches(c, insert, rows, 1_000)));
    ways.put(BulkWays.REWRITTEN, together((c, rows) -> batches(c, insert, rows, 1_000)));
    ways.put("rewritten of 10,000", together((c, rows) -> batches(c, insert, rows, 10_000)));
    ways.put("arrays of 1,000", together((c, rows) -> arrays(c, unnest, rows, 1_000)));
    ways.put("arrays of 10,000", together((c, rows) -> arrays(c, unnest, rows, 10_000)));
    ways.put(BulkWays.ONE_STATEMENT, (c, rows) -> arrays(c, unnest, rows, rows.size()));
    String taken = "INSERT INTO %s SELECT * FROM %s%s".formatted(shape.table(), STAGED, set);
    ways.put("temporary table, INSERT", together((c, rows) -> staged(c, taken, rows)));
    if (isUpsert) {
      String telling = shape.unnest() + shape.onConflictTelling();
      ways.put(BulkWays.TELLING, (c, rows) -> telling(c, telling, rows));
      ways.put(
          "temporary table, MERGE", together((c, rows) -> staged(c, shape.merge(STAGED), rows)));
    } else {
      ways.put("COPY", (c, rows) -> copy(c, shape.table(), rows));
    }
    return ways;
  }

  /** Does it in one transaction. */
  private static Way together(Way way) {
    return (connection, rows) -> {
      connection.setAutoCommit(false);
      try {
        way.write(connection, rows);
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    };
  }

  private static void batches(Connection connection, String sql, List<Row> rows, int batch)
      throws SQLException {
    try (var insert = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (Row row : rows) {
        bind(insert, row);
        if (batch == 0) {
          insert.executeUpdate();
        } else {
          insert.addBatch();
          if (++waiting == batch) {
            insert.executeBatch();
            waiting = 0;
          }
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
  }

  private static void bind(PreparedStatement insert, Row row) throws SQLException {
    int index = 1;
    for (Object value : row.values()) {
      switch (value) {
        case Long l -> insert.setLong(index++, l);
        case Integer i -> insert.setInt(index++, i);
        case String s -> insert.setString(index++, s);
        case BigDecimal d -> insert.setBigDecimal(index++, d);
        case Boolean b -> insert.setBoolean(index++, b);
        case Instant i -> insert.setTimestamp(index++, Timestamp.from(i));
        default -> insert.setObject(index++, value);
      }
    }
  }

  private void arrays(Connection connection, String sql, List<Row> rows, int size)
      throws SQLException {
    try (var insert = connection.prepareStatement(sql)) {
      for (int from = 0; from < rows.size(); from += size) {
        bindArrays(connection, insert, rows.subList(from, Math.min(rows.size(), from + size)));
        insert.executeUpdate();
      }
    }
  }

  /** Takes the last row of each key, leaves what is the same, and says what became of each. */
  private void telling(Connection connection, String sql, List<Row> rows) throws SQLException {
    Map<Object, Row> last = new LinkedHashMap<>();
    rows.forEach(row -> last.put(row.values().getFirst(), row));
    try (var insert = connection.prepareStatement(sql)) {
      bindArrays(connection, insert, List.copyOf(last.values()));
      int inserted = 0;
      int told = 0;
      try (var outcomes = insert.executeQuery()) {
        while (outcomes.next()) {
          told++;
          inserted += outcomes.getBoolean(1) ? 1 : 0;
        }
      }
      if (told > rows.size() || inserted > told) {
        throw new IllegalStateException("%d of %d are new".formatted(inserted, told));
      }
    }
  }

  private void bindArrays(Connection connection, PreparedStatement insert, List<Row> some)
      throws SQLException {
    List<Field> fields = shape.fields();
    for (int i = 0; i < fields.size(); i++) {
      Object[] values = new Object[some.size()];
      for (int row = 0; row < values.length; row++) {
        Object value = some.get(row).values().get(i);
        values[row] = value instanceof Instant at ? Timestamp.from(at) : value;
      }
      insert.setArray(i + 1, connection.createArrayOf(fields.get(i).type(), values));
    }
  }

  private void staged(Connection connection, String take, List<Row> rows)
      throws SQLException, IOException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s) ON COMMIT DROP".formatted(STAGED, shape.table()));
      copy(connection, STAGED, rows);
      statement.execute(take);
    }
  }

  static void copy(Connection connection, String table, List<Row> rows)
      throws SQLException, IOException {
    var text = new StringBuilder();
    for (Row row : rows) {
      for (Object value : row.values()) {
        text.append(value instanceof BigDecimal d ? d.toPlainString() : value.toString())
            .append('\t');
      }
      text.setCharAt(text.length() - 1, '\n');
    }
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY %s FROM STDIN".formatted(table),
            new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
