package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows to one table in the best way for their number.
 *
 * <p>Plain inserts go by COPY, which wins at every size. Upserts go as arrays in one statement
 * while they are few, and by COPY into a temporary table and one INSERT from there when they are
 * many. Values travel as text, so every type of PostgreSQL can be written ({@link PgText}).
 *
 * <p>One call is one transaction if the connection commits by itself: all or nothing. In a
 * transaction of the caller it is a part of that. Memory holds one chunk at a time.
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

  /** Hears after each chunk how many rows have been written, of this call. */
  @FunctionalInterface
  public interface Progress {

    Progress SILENT = _ -> {};

    void written(long rows);
  }

  /**
   * Rows of one statement: an array of more is parsed no faster, and takes memory on both sides.
   */
  private static final int CHUNK_ROWS = 10_000;

  /** From so many rows on a temporary table is worth its making (see the module's README). */
  private static final int STAGED_MIN = 5_000;

  private final TableColumns<T> table;
  private final OnConflict onConflict;
  private final Progress progress;

  private BulkWriter(Builder<T> builder) {
    table = new TableColumns<>(builder.path, builder.columns, builder.keys);
    onConflict = builder.onConflict;
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
    return inTransaction(connection, () -> writeAll(connection, rows.iterator()));
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
    return inTransaction(
        connection,
        () -> {
          List<Long> keys = GeneratedKeys.draw(connection, table, column, rows.size());
          TableColumns<T> with = GeneratedKeys.with(table, column, keys);
          new CopyWriter<>(with).write(connection, with.sql(), rows.iterator(), progress);
          return keys;
        });
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
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void rollBack(Connection connection, Exception e) {
    try {
      connection.rollback();
    } catch (SQLException again) {
      e.addSuppressed(again);
    }
  }

  private WriteResult writeAll(Connection connection, Iterator<? extends T> rows)
      throws SQLException {
    if (!rows.hasNext()) {
      return WriteResult.NONE;
    }
    if (!table.hasKey()) {
      long inserted = new CopyWriter<>(table).write(connection, table.sql(), rows, progress);
      return new WriteResult(inserted, 0, 0, 0);
    }
    WriteResult result = WriteResult.NONE;
    var upsert = new Upsert<>(table, onConflict, connection);
    while (rows.hasNext()) {
      var chunk = new ArrayList<T>();
      while (rows.hasNext() && chunk.size() < CHUNK_ROWS) {
        chunk.add(rows.next());
      }
      List<T> distinct = lastOfEachKey(chunk);
      WriteResult its =
          distinct.size() >= STAGED_MIN ? upsert.staged(distinct) : upsert.arrays(distinct);
      result =
          result.plus(its).plus(new WriteResult(0, 0, 0, chunk.size() - (long) distinct.size()));
      progress.written(result.rows());
    }
    return result;
  }

  /** One statement cannot write a row twice; the last one is what would be there in the end. */
  private List<T> lastOfEachKey(List<T> chunk) {
    Map<List<@Nullable String>, T> last = new LinkedHashMap<>();
    var nulls = new ArrayList<T>();
    for (T row : chunk) {
      List<@Nullable String> key = table.keyOf(row);
      if (key.contains(null)) {
        // NULLs are not equal to each other, nor to anything else (manual 5.5.3).
        nulls.add(row);
      } else {
        last.put(key, row);
      }
    }
    if (nulls.isEmpty() && last.size() == chunk.size()) {
      return chunk;
    }
    var result = new ArrayList<>(last.values());
    result.addAll(nulls);
    return result;
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
      WriteResult result = writeAll(connection, rows.iterator());
      connection.releaseSavepoint(savepoint);
      return result;
    } catch (SQLException e) {
      connection.rollback(savepoint);
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
