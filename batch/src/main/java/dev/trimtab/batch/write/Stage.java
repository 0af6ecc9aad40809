package dev.trimtab.batch.write;

import dev.trimtab.batch.write.BulkWriter.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

  private static final String SAVEPOINT = "trimtab_rows";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String CARDINALITY_VIOLATION = "21000";

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
    TableColumns<T> numbered = table.with(new Column<>(numbers, _ -> number++));
    copy = new CopyWriter<>(numbered.columns(), numbered.copyInto(name));
    keys = new RowKeys<>(table.keyColumns());
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
    long count = copy.write(connection, some, progress);
    long merged = keys.hasTwice() ? deleteAllButTheLast() : 0;
    return taken(count - merged).plus(new WriteResult(0, 0, 0, merged));
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

  /**
   * Has the server take the rows. Who loses against somebody who inserts the same key begins again,
   * in the way that cannot; and so do rows of which the server says that two have one key.
   */
  private WriteResult taken(long rows) throws SQLException {
    String onConflict = onConflict();
    try {
      return target.takesMerge() ? merged(rows) : counted(behindSavepoint(onConflict), rows);
    } catch (SQLException e) {
      // Of a key twice MERGE says so if it is there, and otherwise inserts it twice.
      boolean mayBeLost = target.takesMerge() && UNIQUE_VIOLATION.equals(e.getSQLState());
      if (!mayBeLost && !isKeyTwice(e)) {
        throw e;
      }
      backToSavepoint(e);
      long merged = deleteAllButTheLast();
      return counted(onConflict, rows - merged).plus(new WriteResult(0, 0, 0, merged));
    }
  }

  /** Whether the server says that two rows of a statement have one key. */
  static boolean isKeyTwice(SQLException failure) {
    return CARDINALITY_VIOLATION.equals(failure.getSQLState());
  }

  private String onConflict() {
    String staged = "SELECT %s FROM %s".formatted(table.list(n -> n), name);
    return Upsert.counting(upsert.onConflict(staged, target));
  }

  private static String behindSavepoint(String sql) {
    return "SAVEPOINT %1$s; %2$s; RELEASE SAVEPOINT %1$s".formatted(SAVEPOINT, sql);
  }

  private void backToSavepoint(SQLException failure) throws SQLException {
    try {
      execute("ROLLBACK TO SAVEPOINT %1$s; RELEASE SAVEPOINT %1$s".formatted(SAVEPOINT));
    } catch (SQLException again) {
      failure.addSuppressed(again);
      throw failure;
    }
  }

  /**
   * Lets the server's own counters of this transaction (manual 27.2, {@code pg_stat_xact}) say how
   * many of the rows were inserted: each row told to the application, or to a query around it,
   * takes as long as a tenth of writing it.
   */
  private WriteResult merged(long rows) throws SQLException {
    String inserted = "SELECT pg_stat_get_xact_tuples_inserted(%d)".formatted(target.oid());
    String merge = "%1$s; %2$s; %1$s".formatted(inserted, upsert.merge(name, target));
    try (var statement = connection.createStatement()) {
      statement.execute(behindSavepoint(merge));
      long before = nextCount(statement);
      statement.getMoreResults();
      long written = statement.getLargeUpdateCount();
      long since = nextCount(statement) - before;
      return new WriteResult(since, written - since, rows - written, 0);
    }
  }

  private static long nextCount(Statement statement) throws SQLException {
    statement.getMoreResults();
    try (var count = statement.getResultSet()) {
      count.next();
      return count.getLong(1);
    }
  }

  /** Runs a statement that counts, alone or among others that say nothing. */
  private WriteResult counted(String sql, long rows) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean isCounts = statement.execute(sql);
      while (!isCounts) {
        isCounts = statement.getMoreResults();
      }
      try (var counts = statement.getResultSet()) {
        counts.next();
        long inserted = counts.getLong(1);
        long updated = counts.getLong(2);
        return new WriteResult(inserted, updated, rows - inserted - updated, 0);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
