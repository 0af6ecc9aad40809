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
final class StagingTable<T> {

  /** Rows of one statement: the hashes of so many are two megabytes. */
  private static final int CHUNK_ROWS = 100_000;

  private static final String SAVEPOINT = "trimtab_rows";

  private static final String UNIQUE_VIOLATION = "23505";

  private final TableColumns<T> table;
  private final Upsert<T> upsert;
  private final Connection connection;
  private final Target target;

  /**
   * Of its own for each table and shape of rows, so that writers of one transaction do not meet.
   */
  private final String name;

  /** The column with the order of the rows. */
  private final String numbers;

  private final CopyWriter<T> copy;
  private final RowKeys<T> keys;
  private long number;

  StagingTable(TableColumns<T> table, Upsert<T> upsert, Connection connection, Target target) {
    this.table = table;
    this.upsert = upsert;
    this.connection = connection;
    this.target = target;
    name =
        "trimtab_rows_%s_%08x"
            .formatted(Long.toString(target.oid()), table.list(n -> n).hashCode());
    numbers = table.unused("trimtab_row");
    TableColumns<T> numbered = table.with(new Column<>(numbers, _ -> number++));
    copy = new CopyWriter<>(numbered.columns(), numbered.copyInto(qualified()));
    keys = new RowKeys<>(table.keyColumns(), target.keyTypes(table));
  }

  WriteResult write(Iterator<? extends T> rows, Progress progress) throws SQLException {
    createOrEmpty();
    WriteResult result = WriteResult.NONE;
    while (rows.hasNext()) {
      long before = result.rows();
      result = result.plus(chunk(rows, written -> progress.written(before + written)));
      progress.written(result.rows());
      if (rows.hasNext()) {
        empty();
      }
    }
    return result;
  }

  /**
   * Another call of the transaction may have left it. It is asked first, as CREATE TABLE IF NOT
   * EXISTS that finds a table is something created to the driver, which then forgets all that it
   * has prepared for the application; one that makes a table of a query is a SELECT to it.
   */
  private void createOrEmpty() throws SQLException {
    if (isThere()) {
      empty();
      return;
    }
    execute(
        "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT %s, 0::bigint AS %s FROM %s LIMIT 0"
            .formatted(name, table.list(n -> n), Names.quoted(numbers), table.sql()));
  }

  private boolean isThere() throws SQLException {
    String sql = "SELECT to_regclass(%s) IS NOT NULL".formatted(Names.literal(qualified()));
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private void empty() throws SQLException {
    execute("TRUNCATE " + qualified());
  }

  private String qualified() {
    return "pg_temp." + name;
  }

  private WriteResult chunk(Iterator<? extends T> rows, Progress progress) throws SQLException {
    keys.clear();
    var some = new NotedRows<T>(rows, CHUNK_ROWS, keys);
    long count = copy.write(connection, some, progress);
    // Before anything else sees them: MERGE compares each row with what was there before it, so of
    // two with one key it would take one that differs for one that does not.
    boolean mayBeTwice = keys.hasTwice() || keys.mayHoldEqual();
    long merged = mayBeTwice ? deleteAllButOne() : 0;
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

  /**
   * The server says which keys are equal, and of each the row stays that would be there if they
   * were written one after the other.
   */
  private long deleteAllButOne() throws SQLException {
    String same =
        table.keys().stream()
            .map(Names::quoted)
            .map("a.%1$s = b.%1$s"::formatted)
            .collect(Collectors.joining(" AND "));
    String one = upsert.isKept() ? "min" : "max";
    try (var statement = connection.createStatement()) {
      return statement.executeLargeUpdate(
          """
          DELETE FROM %1$s a USING (
            SELECT %2$s, %5$s(%3$s) AS one FROM %1$s GROUP BY %2$s HAVING count(*) > 1) b
          WHERE %4$s AND a.%3$s <> b.one
          """
              .formatted(qualified(), table.keyList(), Names.quoted(numbers), same, one));
    }
  }

  /**
   * Has the server take the rows. Who loses against somebody who inserts the same key begins again,
   * in the way that cannot.
   */
  private WriteResult taken(long rows) throws SQLException {
    if (!target.takesMerge()) {
      return counted(rows);
    }
    try {
      return merged(rows);
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      backToSavepoint(e);
      return counted(rows);
    }
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
    String inserted = "SELECT pg_stat_get_xact_tuples_inserted(" + target.oid() + ")";
    String merge = "%1$s; %2$s; %1$s".formatted(inserted, upsert.merge(qualified(), target));
    try (var statement = connection.createStatement()) {
      statement.execute("SAVEPOINT %1$s; %2$s; RELEASE SAVEPOINT %1$s".formatted(SAVEPOINT, merge));
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

  /** The way that is right whoever else writes. */
  private WriteResult counted(long rows) throws SQLException {
    String staged = "SELECT %s FROM %s".formatted(table.list(n -> n), qualified());
    String sql = Upsert.counting(upsert.onConflict(staged, target));
    try (var statement = connection.createStatement();
        var counts = statement.executeQuery(sql)) {
      counts.next();
      long inserted = counts.getLong(1);
      long updated = counts.getLong(2);
      return new WriteResult(inserted, updated, rows - inserted - updated, 0);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
