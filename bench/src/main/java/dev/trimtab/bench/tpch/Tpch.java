package dev.trimtab.bench.tpch;

import dev.trimtab.bench.BenchmarkQuery;
import dev.trimtab.scenarios.BulkLoad;
import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Resources;
import dev.trimtab.scenarios.TableRows;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The TPC-H database and its queries (TPC Benchmark H, revision 3). Primary and foreign keys, no
 * other index; queries with the default parameters of the specification, Q15 as a common table
 * expression instead of a view.
 */
public final class Tpch {

  private static final int QUERIES = 22;
  private static final Resources RESOURCES = new Resources(Tpch.class);

  private Tpch() {}

  /** Tables and constraints; statements separated by semicolons. */
  public static String schemaSql() {
    return RESOURCES.text("tables.sql") + "\n" + RESOURCES.text("constraints.sql");
  }

  /**
   * Creates and fills the tables in the current schema, and leaves them vacuumed and analysed.
   *
   * @param connection in autocommit mode
   * @param scaleFactor 1 is 8.7 million rows, about 1.5 GB with keys; fractions work
   */
  public static void load(Connection connection, double scaleFactor, ProgressListener listener) {
    var tables = TpchTable.getTables().stream().map(table -> rows(table, scaleFactor)).toList();
    new BulkLoad(connection, listener, System::nanoTime)
        .run(RESOURCES.text("tables.sql"), RESOURCES.text("constraints.sql"), tables, 0);
  }

  public static List<BenchmarkQuery> queries() {
    return BenchmarkQuery.readAll(Tpch.class, IntStream.rangeClosed(1, QUERIES));
  }

  /** The generator has its own seeds, so a table is one call that writes all rows. */
  private static <E extends TpchEntity> TableRows rows(TpchTable<E> table, double scaleFactor) {
    var columns = table.getColumns();
    return new TableRows(
        table.getTableName(),
        columns.stream().map(TpchColumn::getColumnName).collect(Collectors.joining(", ")),
        1,
        (_, _, rows) -> {
          for (E entity : table.createGenerator(scaleFactor, 1, 1)) {
            columns.forEach(column -> write(column, entity, rows));
            rows.end();
          }
        });
  }

  private static <E extends TpchEntity> void write(TpchColumn<E> column, E entity, CopyRows rows) {
    switch (column.getType().getBase()) {
      case IDENTIFIER -> rows.number(column.getIdentifier(entity));
      case INTEGER -> rows.number(column.getInteger(entity));
      case DATE -> rows.day(column.getDate(entity));
      case DOUBLE -> rows.hundredths(Math.round(column.getDouble(entity) * 100));
      case VARCHAR -> rows.text(column.getString(entity));
    }
  }
}
