package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Inserts rows, or updates those whose key is there; knows the types of one table's columns. */
final class Upsert<T> {

  private static final String TYPES =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attndims > 0 OR t.typcategory = 'A'
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped
      """;

  private static final Set<String> WITHOUT_EQUALITY =
      Set.of("json", "xml", "point", "polygon", "jsonpath");

  private final TableColumns<T> table;
  private final BulkWriter.OnConflict onConflict;
  private final Connection connection;
  private final Map<String, Type> types = new HashMap<>();

  /**
   * A name of its own for each shape of rows, so that two writers of one transaction do not meet.
   */
  private final String stage;

  private boolean isStaged;

  /** What a column holds. */
  private record Type(String sql, boolean isArray) {}

  Upsert(TableColumns<T> table, BulkWriter.OnConflict onConflict, Connection connection) {
    this.table = table;
    this.onConflict = onConflict;
    this.connection = connection;
    this.stage = "trimtab_rows_%08x".formatted((table.sql() + table.list(name -> name)).hashCode());
  }

  /** One statement, one array a column. */
  WriteResult arrays(List<T> rows) throws SQLException {
    readTypes();
    String values =
        table.list(name -> "?::" + (type(name).isArray() ? "text[]" : type(name).sql() + "[]"));
    String taken =
        table.list(
            name -> type(name).isArray() ? "%s::%s".formatted(name, type(name).sql()) : name);
    String sql =
        counting(
            "SELECT %s FROM unnest(%s) AS r(%s)"
                .formatted(taken, values, table.list(name -> name)));
    try (var statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Column<T> column : table.columns()) {
        @Nullable Object[] texts = new Object[rows.size()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = PgText.of(column.value().apply(rows.get(i)));
        }
        statement.setObject(index++, PgText.array(texts), Types.OTHER);
      }
      return counted(statement, rows.size());
    }
  }

  /** COPY to a temporary table, and one statement from there. */
  WriteResult staged(List<T> rows) throws SQLException {
    readTypes();
    try (var statement = connection.createStatement()) {
      if (!isStaged) {
        statement.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DROP AS SELECT %s FROM %s LIMIT 0"
                .formatted(stage, table.list(name -> name), table.sql()));
        isStaged = true;
      }
      new CopyWriter<>(table).write(connection, stage, rows.iterator(), BulkWriter.Progress.SILENT);
    }
    WriteResult result;
    try (var statement =
        connection.prepareStatement(
            counting("SELECT %s FROM %s".formatted(table.list(name -> name), stage)))) {
      result = counted(statement, rows.size());
    }
    try (var statement = connection.createStatement()) {
      statement.execute("TRUNCATE " + stage);
    }
    return result;
  }

  /**
   * A row that was inserted has no deleting transaction, one that was updated in the same command
   * has its own (manual 5.6, {@code xmax}); one that was left alone is not returned.
   */
  private String counting(String rows) {
    return """
    WITH written AS (
      INSERT INTO %s AS t (%s) %s
      ON CONFLICT (%s) %s
      RETURNING xmax = 0 AS inserted)
    SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM written
    """
        .formatted(table.sql(), table.list(name -> name), rows, table.keyList(), action());
  }

  private String action() {
    List<String> others = table.others();
    if (onConflict == BulkWriter.OnConflict.KEEP || others.isEmpty()) {
      return "DO NOTHING";
    }
    return "DO UPDATE SET %s WHERE (%s) IS DISTINCT FROM (%s)"
        .formatted(
            others.stream()
                .map(name -> "%1$s = EXCLUDED.%1$s".formatted(name))
                .collect(Collectors.joining(", ")),
            others.stream()
                .map(name -> comparable("t." + name, type(name)))
                .collect(Collectors.joining(", ")),
            others.stream()
                .map(name -> comparable("EXCLUDED." + name, type(name)))
                .collect(Collectors.joining(", ")));
  }

  /** Types that have no equality of their own are equal if their texts are. */
  private static String comparable(String column, Type type) {
    return WITHOUT_EQUALITY.contains(type.sql()) ? column + "::text" : column;
  }

  private static WriteResult counted(java.sql.PreparedStatement statement, int rows)
      throws SQLException {
    try (var counts = statement.executeQuery()) {
      counts.next();
      long inserted = counts.getLong(1);
      long updated = counts.getLong(2);
      return new WriteResult(inserted, updated, rows - inserted - updated, 0);
    }
  }

  private Type type(String quotedName) {
    Type type = types.get(quotedName);
    if (type == null) {
      throw new IllegalArgumentException(
          "table %s has no column %s".formatted(table.sql(), quotedName));
    }
    return type;
  }

  private void readTypes() throws SQLException {
    if (!types.isEmpty()) {
      return;
    }
    try (var select = connection.prepareStatement(TYPES)) {
      select.setString(1, table.sql());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          types.put(
              Names.quoted(rows.getString(1)), new Type(rows.getString(2), rows.getBoolean(3)));
        }
      }
    }
  }
}
