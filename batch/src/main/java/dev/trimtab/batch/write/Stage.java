package dev.trimtab.batch.write;

import dev.trimtab.batch.write.BulkWriter.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Iterator;
import java.util.stream.Collectors;

/**
 * Writes rows by COPY to a temporary table, and from there in one statement. Rows go through; what
 * memory holds of each is the hash of its key. Needs a transaction, at whose end the temporary
 * table goes.
 */
final class Stage<T> {

  /** Rows of one statement: the hashes of so many are two megabytes. */
  private static final int CHUNK_ROWS = 100_000;

  private static final String UNIQUE_VIOLATION = "23505";

  private final TableColumns<T> table;
  private final Upsert<T> upsert;
  private final Connection connection;
  private final Target target;

  /** Of its own for each shape of rows, so that two writers of one transaction do not meet. */
  private final String name;

  /** The column with the order of the rows. */
  private final String numbers;

  private final CopyWriter<T> copy;
  private final RowKeys<T> keys;
  private long number;

  Stage(TableColumns<T> table, Upsert<T> upsert, Connection connection, Target target) {
    this.table = table;
    this.upsert = upsert;
    this.connection = connection;
    this.target = target;
    name = "trimtab_rows_%08x".formatted((table.sql() + table.list(n -> n)).hashCode());
    numbers = table.unused("trimtab_row");
    copy = new CopyWriter<>(table.with(new Column<>(numbers, _ -> number++)));
    keys = new RowKeys<>(table);
  }

  WriteResult write(Iterator<? extends T> rows, Progress progress) throws SQLException {
    WriteResult result = WriteResult.NONE;
    while (rows.hasNext()) {
      long before = result.rows();
      result = result.plus(chunk(rows, written -> progress.written(before + written)));
      progress.written(result.rows());
    }
    return result;
  }

  private WriteResult chunk(Iterator<? extends T> rows, Progress progress) throws SQLException {
    keys.clear();
    execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS %1$s ON COMMIT DROP AS
          SELECT %2$s, 0::bigint AS %3$s FROM %4$s LIMIT 0;
        TRUNCATE %1$s
        """
            .formatted(name, table.list(n -> n), Names.quoted(numbers), table.sql()));
    var some = new NotedRows<T>(rows, CHUNK_ROWS, keys);
    long count = copy.write(connection, name, some, progress);
    long merged = keys.hasTwice() ? deleteAllButTheLast() : 0;
    WriteResult written = target.takesMerge() ? merge(count - merged) : onConflict(count - merged);
    return written.plus(new WriteResult(0, 0, 0, merged));
  }

  /** The first rows of an iterator; the key of each is noted as it goes by. */
  private static final class NotedRows<T> implements Iterator<T> {
    private final Iterator<? extends T> rows;
    private final RowKeys<T> keys;
    private int left;

    NotedRows(Iterator<? extends T> rows, int count, RowKeys<T> keys) {
      this.rows = rows;
      this.left = count;
      this.keys = keys;
    }

    @Override
    public boolean hasNext() {
      return left > 0 && rows.hasNext();
    }

    @Override
    public T next() {
      T row = rows.next();
      left--;
      keys.add(row);
      return row;
    }
  }

  /** The server says which keys are equal, and the last row of each stays. */
  private long deleteAllButTheLast() throws SQLException {
    String same =
        table.keys().stream()
            .map(Names::quoted)
            .map("a.%1$s = b.%1$s"::formatted)
            .collect(Collectors.joining(" AND "));
    try (var statement = connection.createStatement()) {
      return statement.executeLargeUpdate(
          """
          DELETE FROM %1$s a USING (
            SELECT %2$s, max(%3$s) AS last FROM %1$s GROUP BY %2$s HAVING count(*) > 1) b
          WHERE %4$s AND a.%3$s < b.last
          """
              .formatted(name, table.keyList(), Names.quoted(numbers), same));
    }
  }

  private WriteResult onConflict(long rows) throws SQLException {
    String staged = "SELECT %s FROM %s".formatted(table.list(n -> n), name);
    return counted(upsert.onConflict(staged, target), rows);
  }

  /** Who loses against somebody who inserts the same key begins again, in the way that cannot. */
  private WriteResult merge(long rows) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      WriteResult result = counted(upsert.merge(name, target), rows);
      connection.releaseSavepoint(before);
      return result;
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      BulkWriter.backTo(connection, before, e);
      return onConflict(rows);
    }
  }

  private WriteResult counted(String sql, long rows) throws SQLException {
    try (var statement = connection.prepareStatement(Upsert.counting(sql))) {
      return Upsert.counted(statement, rows);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
