package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows to one table in the best way for their number.
 *
 * <p>Few rows go as arrays in one statement, which is one way there and back. Many inserts, and
 * those of many columns, go by COPY, many upserts by COPY into a temporary table and one statement
 * from there. Values travel as text, so every type of PostgreSQL can be written ({@link PgText}).
 *
 * <p>One call is one transaction if the connection commits by itself: all or nothing. In a
 * transaction of the caller it is a part of that. Memory holds the first few thousand rows of an
 * upsert, and beyond them the hashes of one chunk's keys.
 *
 * {@snippet :
 * BulkWriter<Reading> writer =
 *     BulkWriter.<Reading>into("reading")
 *         .column("sensor", Reading::sensor)
 *         .column("at", Reading::at)
 *         .column("value", Reading::value)
 *         .key("sensor", "at")
 *         .build();
 * WriteResult result = writer.write(connection, readings);
 * }
 *
 * <p>Immutable and thread-safe.
 */
public final class BulkWriter<T> {

  /** What becomes of a row whose key is there. */
  public enum OnConflict {
    /** It gets the new values, if they differ. */
    UPDATE,
    /** It stays as it is. */
    KEEP
  }

  /** Hears how many rows of a call have gone to the server, at least every 10,000. */
  @FunctionalInterface
  public interface Progress {

    Progress SILENT = _ -> {};

    void written(long rows);
  }

  /** Upserted rows beyond are worth a temporary table (`bench/run batch bulk`). */
  private static final int UPSERTED_AS_ARRAYS_MAX = 3_000;

  /** Inserted rows beyond are worth the second way there and back of COPY (the same). */
  private static final int INSERTED_AS_ARRAYS_MAX = 1_000;

  /**
   * Inserts of more columns go by COPY however few they are: the server takes an array a column
   * apart on its own, which at 25 columns is slower by a fifth of a hundred rows, and at 5 is not.
   */
  private static final int INSERTED_AS_ARRAYS_COLUMNS_MAX = 8;

  private final TableColumns<T> table;
  private final Upsert<T> upsert;
  private final Targets<T> targets;
  private final ArrayWriter<T> arrays;
  private final List<Column<T>> keyColumns;
  private final String copySql;

  /** So many rows go as arrays. */
  private final int few;

  private final Progress progress;

  private BulkWriter(Builder<T> builder) {
    table = new TableColumns<>(builder.path, builder.columns, builder.keys);
    upsert = new Upsert<>(table, builder.onConflict);
    targets = new Targets<>(table, upsert);
    arrays = new ArrayWriter<>(table, targets);
    keyColumns = table.keyColumns();
    copySql = table.copyInto(table.sql());
    boolean isWide = table.columns().size() > INSERTED_AS_ARRAYS_COLUMNS_MAX;
    few = table.hasKey() ? UPSERTED_AS_ARRAYS_MAX : isWide ? 0 : INSERTED_AS_ARRAYS_MAX;
    progress = builder.progress;
  }

  /**
   * Begins a writer.
   *
   * @param path the table, or its schema and the table; names as the catalog has them
   */
  public static <T> Builder<T> into(String... path) {
    return new Builder<>(List.of(path));
  }

  /** What a writer is made of. */
  public static final class Builder<T> {
    private final List<String> path;
    private final List<Column<T>> columns = new ArrayList<>();
    private List<String> keys = List.of();
    private OnConflict onConflict = OnConflict.UPDATE;
    private Progress progress = Progress.SILENT;

    private Builder(List<String> path) {
      if (path.isEmpty() || path.size() > 2) {
        throw new IllegalArgumentException("need a table, or a schema and a table, got " + path);
      }
      this.path = path;
    }

    /** Adds a column and where its value comes from. */
    public Builder<T> column(String name, Function<? super T, ? extends @Nullable Object> value) {
      if (columns.stream().anyMatch(c -> c.name().equals(name))) {
        throw new IllegalArgumentException("column %s is there twice".formatted(name));
      }
      columns.add(new Column<>(name, value));
      return this;
    }

    /** Makes it an upsert: rows with the same values of these columns are the same row. */
    public Builder<T> key(String... names) {
      keys = List.of(names);
      return this;
    }

    /** Says what becomes of a row whose key is there; without it, it is updated. */
    public Builder<T> onConflict(OnConflict what) {
      onConflict = what;
      return this;
    }

    public Builder<T> progress(Progress listener) {
      progress = listener;
      return this;
    }

    /**
     * Makes the writer.
     *
     * @throws IllegalArgumentException without a column, or with a key that is none of them
     */
    public BulkWriter<T> build() {
      List<String> names = columns.stream().map(Column::name).toList();
      if (columns.isEmpty() || !names.containsAll(keys)) {
        throw new IllegalArgumentException(
            "need columns, and every key among them; columns %s, key %s".formatted(names, keys));
      }
      return new BulkWriter<>(this);
    }
  }

  /**
   * Writes rows.
   *
   * @throws SQLException as the database says; nothing of this call is there then, if the
   *     connection commits by itself
   */
  public WriteResult write(Connection connection, Iterable<? extends T> rows) throws SQLException {
    Iterator<? extends T> rest = rows.iterator();
    if (!rest.hasNext()) {
      return WriteResult.NONE;
    }
    var first = new ArrayList<T>();
    while (rest.hasNext() && first.size() < few) {
      first.add(rest.next());
    }
    Iterator<? extends T> all = new ChainedRows<>(first.iterator(), rest);
    if (table.hasKey()) {
      return rest.hasNext() ? staged(connection, all) : few(connection, first);
    }
    return rest.hasNext() || targets.known(connection).target().hasRules()
        ? copied(connection, all)
        : told(arrays.write(connection, first));
  }

  /** One COPY is all or nothing by itself. */
  private WriteResult copied(Connection connection, Iterator<? extends T> rows)
      throws SQLException {
    long count = new CopyWriter<>(table.columns(), copySql).write(connection, rows, progress);
    return new WriteResult(count, 0, 0, 0);
  }

  private WriteResult few(Connection connection, List<T> rows) throws SQLException {
    var keys = new RowKeys<>(keyColumns);
    rows.forEach(keys::add);
    if (!keys.hasTwice()) {
      return distinct(connection, rows);
    }
    List<T> distinct = keys.lastOfEach(rows);
    keys.clear();
    distinct.forEach(keys::add);
    if (keys.hasTwice()) {
      // Equal perhaps, written differently; the server knows.
      return staged(connection, rows.iterator());
    }
    WriteResult merged = new WriteResult(0, 0, 0, rows.size() - (long) distinct.size());
    return distinct(connection, distinct).plus(merged);
  }

  /** Writes rows whose keys are different for us; if they are not for the server, it has a say. */
  private WriteResult distinct(Connection connection, List<T> rows) throws SQLException {
    if (connection.getAutoCommit()) {
      try {
        return told(arrays.write(connection, rows));
      } catch (SQLException e) {
        return again(connection, rows, e);
      }
    }
    if (!arrays.mayHoldEqual(connection, rows.getFirst())) {
      return told(arrays.write(connection, rows));
    }
    Savepoint before = connection.setSavepoint();
    try {
      WriteResult result = arrays.write(connection, rows);
      connection.releaseSavepoint(before);
      return told(result);
    } catch (SQLException e) {
      backTo(connection, before, e);
      return again(connection, rows, e);
    }
  }

  private WriteResult again(Connection connection, List<T> rows, SQLException failure)
      throws SQLException {
    if (!Stage.isKeyTwice(failure)) {
      throw failure;
    }
    return staged(connection, rows.iterator());
  }

  private WriteResult told(WriteResult result) {
    progress.written(result.rows());
    return result;
  }

  private WriteResult staged(Connection connection, Iterator<? extends T> rows)
      throws SQLException {
    Target target = targets.fresh(connection).target();
    return inTransaction(
        connection, () -> new Stage<>(table, upsert, connection, target).write(rows, progress));
  }

  /**
   * Inserts rows and returns their keys, which the database generates.
   *
   * @param column of the key, serial or identity, and none of the writer's
   * @return in the order of the rows
   * @throws IllegalArgumentException if the writer makes upserts, or the column has no sequence
   * @throws SQLException as {@link #write}
   */
  public List<Long> insert(Connection connection, List<? extends T> rows, String column)
      throws SQLException {
    if (table.hasKey()) {
      throw new IllegalArgumentException("an upsert generates no keys: " + table.keys());
    }
    List<Long> keys = GeneratedKeys.draw(connection, table, column, rows.size());
    TableColumns<T> with = GeneratedKeys.with(table, column, keys);
    new CopyWriter<>(with.columns(), with.copyInto(with.sql()))
        .write(connection, rows.iterator(), progress);
    return keys;
  }

  /** Something that is all or nothing. */
  private interface Writing<R> {
    R run() throws SQLException;
  }

  private static <R> R inTransaction(Connection connection, Writing<R> writing)
      throws SQLException {
    if (!connection.getAutoCommit()) {
      return writing.run();
    }
    connection.setAutoCommit(false);
    try {
      R result = writing.run();
      connection.commit();
      return result;
    } catch (Throwable e) { // An Error, too: what is there so far would be committed.
      rollBack(connection, e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void rollBack(Connection connection, Throwable e) {
    try {
      connection.rollback();
    } catch (SQLException again) {
      e.addSuppressed(again);
    }
  }

  /**
   * Goes back to a savepoint and lets it go.
   *
   * @throws SQLException the failure itself, if there is no way back
   */
  static void backTo(Connection connection, Savepoint savepoint, SQLException failure)
      throws SQLException {
    try {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    } catch (SQLException again) {
      failure.addSuppressed(again);
      throw failure;
    }
  }

  /**
   * Writes rows and goes on without those that the database does not take. Halves what fails until
   * it is one row, so that few bad rows among many cost little; needs a transaction, and makes one
   * if the connection commits by itself.
   */
  public Salvage<T> writeWhatFits(Connection connection, List<? extends T> rows)
      throws SQLException {
    return inTransaction(
        connection,
        () -> {
          var refused = new ArrayList<Salvage.Refused<T>>();
          WriteResult written = halves(connection, List.copyOf(rows), refused);
          return new Salvage<>(written, refused);
        });
  }

  private WriteResult halves(Connection connection, List<T> rows, List<Salvage.Refused<T>> refused)
      throws SQLException {
    if (rows.isEmpty()) {
      return WriteResult.NONE;
    }
    var savepoint = connection.setSavepoint();
    try {
      WriteResult result = write(connection, rows);
      connection.releaseSavepoint(savepoint);
      return result;
    } catch (SQLException e) {
      backTo(connection, savepoint, e);
      if (!Salvage.isOfARow(e)) {
        throw e;
      }
      if (rows.size() == 1) {
        refused.add(Salvage.Refused.of(rows.getFirst(), e));
        return WriteResult.NONE;
      }
      int middle = rows.size() / 2;
      WriteResult first = halves(connection, rows.subList(0, middle), refused);
      return first.plus(halves(connection, rows.subList(middle, rows.size()), refused));
    }
  }
}
