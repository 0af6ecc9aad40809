package dev.trimtab.batch.write;

import dev.trimtab.batch.write.Target.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Upserts rows as one array a column, in one statement: one round trip, and by itself all or
 * nothing. What is known of the table may be old, so the statement takes no rows unless the columns
 * have the types that it was made for.
 */
final class ArrayWriter<T> {

  private final TableColumns<T> table;
  private final Upsert<T> upsert;
  private final Targets targets;

  ArrayWriter(TableColumns<T> table, Upsert<T> upsert, Targets targets) {
    this.table = table;
    this.upsert = upsert;
    this.targets = targets;
  }

  WriteResult write(Connection connection, List<T> rows) throws SQLException {
    Target remembered = targets.known(connection);
    Target known = remembered.hasAll(table) ? remembered : targets.fresh(connection);
    try {
      WriteResult result = write(connection, known, rows);
      if (result.inserted() + result.updated() > 0) {
        return result;
      }
      // Nothing had to be done, or it is another table than it was.
      Target fresh = targets.fresh(connection);
      return fresh.equals(known) ? result : write(connection, fresh, rows);
    } catch (SQLException e) {
      forget(connection, e);
      throw e;
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

  private WriteResult write(Connection connection, Target target, List<T> rows)
      throws SQLException {
    String sql = upsert.onConflict(source(target), target);
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, rows);
      return outcome(statement, rows.size());
    }
  }

  /** Of few rows each one's is quicker told than counted. */
  private static WriteResult outcome(PreparedStatement statement, int rows) throws SQLException {
    int inserted = 0;
    int updated = 0;
    try (var outcomes = statement.executeQuery()) {
      while (outcomes.next()) {
        if (outcomes.getBoolean(1)) {
          inserted++;
        } else {
          updated++;
        }
      }
    }
    return new WriteResult(inserted, updated, rows - (long) inserted - updated, 0);
  }

  /** The rows as a query. */
  private String source(Target target) {
    return "SELECT %s FROM unnest(%s) AS r(%s) WHERE %s"
        .formatted(
            table.list(name -> {
              Type type = target.type(table, name);
              return type.isAsText() ? "r.%s::%s".formatted(name, type.sql()) : "r." + name;
            }),
            table.list(name -> {
              Type type = target.type(table, name);
              return "?::" + (type.isAsText() ? "text" : type.sql()) + "[]";
            }),
            table.list(name -> name),
            asBefore(target));
  }

  /** Asks a row type, which costs nothing, and not the catalog, which costs as much as 20 rows. */
  private String asBefore(Target target) {
    return table.columns().stream()
        .map(column -> Names.quoted(column.name()))
        .map(name ->
            "pg_typeof((NULL::%s).%s) = %s::regtype"
                .formatted(table.sql(), name, Long.toString(target.type(table, name).oid())))
        .collect(Collectors.joining(" AND "));
  }

  private void bind(PreparedStatement statement, List<T> rows) throws SQLException {
    int index = 1;
    for (Column<T> column : table.columns()) {
      @Nullable Object[] values = new Object[rows.size()];
      for (int i = 0; i < values.length; i++) {
        Object value = column.value().apply(rows.get(i));
        values[i] = value instanceof Number || value instanceof Boolean ? value : PgText.of(value);
      }
      statement.setObject(index++, PgText.array(values), Types.OTHER);
    }
  }
}
