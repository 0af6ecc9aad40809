package dev.trimtab.bench.tpcds;

import dev.trimtab.bench.BenchmarkQuery;
import dev.trimtab.scenarios.BulkLoad;
import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Resources;
import dev.trimtab.scenarios.TableRows;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The TPC-DS database and its queries (TPC Benchmark DS, revision 2). Primary keys, no other index.
 *
 * <p>Column types are the generator's: integer for identifiers, which suffices up to scale factor
 * 1000.
 */
public final class Tpcds {

  private static final int QUERIES = 99;

  private static final double SCALE_FACTOR_MAX = 1_000;
  private static final Resources RESOURCES = new Resources(Tpcds.class);

  private Tpcds() {}

  /** Tables and primary keys; statements separated by semicolons. */
  public static String schemaSql() {
    return tablesSql() + "\n" + RESOURCES.text("constraints.sql");
  }

  /**
   * Creates and fills the tables in the current schema, and leaves them vacuumed and analysed.
   *
   * @param connection in autocommit mode
   * @param scaleFactor 1 is 20 million rows, more than half of them in {@code inventory}
   */
  public static void load(Connection connection, double scaleFactor, ProgressListener listener) {
    if (scaleFactor > SCALE_FACTOR_MAX) {
      throw new IllegalArgumentException(
          "scale factor must be at most %s, because keys are integers, got %s"
              .formatted(SCALE_FACTOR_MAX, scaleFactor));
    }
    var tables = tables().map(table -> rows(table, scaleFactor)).toList();
    new BulkLoad(connection, listener, System::nanoTime)
        .run(tablesSql(), RESOURCES.text("constraints.sql"), tables, 0);
  }

  /**
   * All 99 with fixed parameters.
   *
   * <p>14, 23, 24 and 39 are two statements each in the specification; here they are the first of
   * the two. The 400 zip codes of 8 are our own draw, because the generator's are random anyway.
   * 12, 20 and 98 divide by {@code nullif(..., 0)}: PostgreSQL would fail on a class without
   * revenue, which small scale factors have.
   */
  public static List<BenchmarkQuery> queries() {
    return BenchmarkQuery.readAll(Tpcds.class, IntStream.rangeClosed(1, QUERIES));
  }

  /** All but the one that records how the data were generated. */
  private static Stream<Table> tables() {
    return Table.getBaseTables().stream().filter(table -> table != Table.DBGEN_VERSION);
  }

  private static String tablesSql() {
    return tables()
        .map(table ->
            Stream.of(table.getColumns())
                .map(column -> "  " + name(column) + " " + type(column))
                .collect(
                    Collectors.joining(",\n", "CREATE TABLE " + table.getName() + " (\n", ")")))
        .collect(Collectors.joining(";\n\n", "", ";\n"));
  }

  /** The generator shortens one name that the specification spells out. */
  private static String name(Column column) {
    return column.getName().equals("p_response_targe") ? "p_response_target" : column.getName();
  }

  private static String type(Column column) {
    var type = column.getType();
    return switch (type.getBase()) {
      case INTEGER, IDENTIFIER -> "integer";
      case DATE -> "date";
      case TIME -> "time";
      case VARCHAR -> "varchar(%d)".formatted(type.getPrecision().orElseThrow());
      case CHAR -> "char(%d)".formatted(type.getPrecision().orElseThrow());
      case DECIMAL ->
          "numeric(%d,%d)"
              .formatted(type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
    };
  }

  /** The generator has its own seeds, so a table is one call that writes all rows. */
  private static TableRows rows(Table table, double scaleFactor) {
    var session = Session.getDefaultSession().withScale(scaleFactor).withTable(table);
    return new TableRows(
        table.getName(),
        Stream.of(table.getColumns()).map(Tpcds::name).collect(Collectors.joining(", ")),
        1,
        (_, _, rows) -> {
          for (var parentAndChild : Results.constructResults(table, session)) {
            write(parentAndChild.getFirst(), rows);
          }
        });
  }

  private static void write(List<@Nullable String> values, CopyRows rows) {
    for (String value : values) {
      if (value == null) {
        rows.none();
      } else {
        rows.text(value);
      }
    }
    rows.end();
  }
}
