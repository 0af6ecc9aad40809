package dev.trimtab.twin;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gives each table a first and a last row: per column the smallest and the largest value that its
 * statistics know.
 *
 * <p>For a bound near an end of a histogram, and for merge joins, the planner looks up the real
 * first and last key in a B-tree, so an index without entries is costed differently from one with.
 * A table that will not take the rows (a CHECK over two columns, say) goes without.
 */
final class EndRows {

  private final Sql sql;

  EndRows(Sql sql) {
    this.sql = sql;
  }

  /** Adds the rows and returns whether the table has them now. */
  boolean add(Table table) {
    boolean isLeaf = table.kind() != Table.Kind.PARTITIONED && table.kind() != Table.Kind.FOREIGN;
    if (!isLeaf || table.pages().onDisk() == 0) {
      return false;
    }
    List<Column> columns =
        table.columns().stream()
            .filter(column ->
                switch (column.generation()) {
                  case NONE, IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT -> true;
                  case STORED, VIRTUAL -> false;
                })
            .toList();
    if (columns.isEmpty()) {
      return false;
    }
    String insert =
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s UNION ALL SELECT %s ON CONFLICT DO NOTHING"
            .formatted(
                table.name().toSql(),
                columns.stream().map(c -> c.name().toSql()).collect(Collectors.joining(", ")),
                columns.stream().map(c -> end(c, "ASC")).collect(Collectors.joining(", ")),
                columns.stream().map(c -> end(c, "DESC")).collect(Collectors.joining(", ")));
    try {
      sql.tryExecute(insert);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static String end(Column column, String direction) {
    Optional<ColumnStatistics> own =
        column.statistics().stream().filter(s -> !s.inherited()).findFirst();
    boolean isArray = column.type().endsWith("[]");
    Optional<String> values = isArray ? Optional.empty() : own.flatMap(s -> values(s, column));
    return values
        .map(array ->
            "(SELECT v FROM unnest(%s) v ORDER BY v %s LIMIT 1)".formatted(array, direction))
        .orElseGet(() -> column.notNull() ? neutral(column.type()) : "NULL");
  }

  private static Optional<String> values(ColumnStatistics statistics, Column column) {
    String arrays =
        java.util.stream.Stream.of(statistics.mostCommonValues(), statistics.histogramBounds())
            .flatMap(Optional::stream)
            .map(text -> Literals.quote(text) + "::" + column.type() + "[]")
            .collect(Collectors.joining(" || "));
    return arrays.isEmpty() ? Optional.empty() : Optional.of(arrays);
  }

  /** A value for a column that must have one and of which we know none. */
  private static String neutral(String type) {
    String base = type.replaceFirst("\\(.*", "");
    String text =
        switch (base) {
          case "json", "jsonb" -> "{}";
          case "uuid" -> "00000000-0000-0000-0000-000000000000";
          case "boolean" -> "false";
          case "date" -> "2000-01-01";
          case "bigint", "integer", "smallint", "numeric", "real", "double precision", "money" ->
              "0";
          default -> base.startsWith("timestamp") ? "2000-01-01" : base.endsWith("[]") ? "{}" : "";
        };
    return Literals.quote(text) + "::" + type;
  }
}
