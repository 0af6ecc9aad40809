package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
 * transaction of the caller it is a part of that. Memory holds the first 3,000 rows or four million
 * characters of their text at most, and beyond them the hashes of one chunk's keys: rows that are
 * long go by COPY however few they are.
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

  /**
   * What becomes of a row whose key is there: in all ways what would become of it if the rows were
   * written one after the other.
   */
  public enum OnConflict {
    /** It gets the new values, if they differ. */
    UPDATE,
    /**
     * It stays as it is, also one that an earlier row of the same call has put there: of several
     * with one key the first stands, where an update has the last.
     */
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

  /**
   * Inserted rows beyond are worth the second way there and back of COPY (the same): a thousand are
   * as quick in both ways, and ten thousand a third to a half faster by COPY.
   */
  private static final int INSERTED_AS_ARRAYS_MAX = 1_000;

  /** Two rows of one statement have one key (manual, appendix A). */
  private static final String CARDINALITY_VIOLATION = "21000";

  /**
   * Inserts of more columns go by COPY however few they are: the server takes an array a column
   * apart on its own, which at 25 columns is slower by a fifth of a hundred rows, and at 5 is not.
   */
  private static final int INSERTED_AS_ARRAYS_COLUMNS_MAX = 8;

  private final TableColumns<T> given;
  private final TableColumns<RowValues> table;
  private final Upsert<RowValues> upsert;
  private final Targets<RowValues> targets;
  private final ArrayWriter arrays;
  private final List<Column<RowValues>> keyColumns;
  private final String copySql;

  /** So many rows go as arrays. */
  private final int few;

  private final Progress progress;

  private BulkWriter(Builder<T> builder) {
    given = new TableColumns<>(builder.path, builder.columns, builder.keys);
    table = RowValues.table(given);
    upsert = new Upsert<>(table, builder.onConflict);
    targets = new Targets<>(table, upsert);
    arrays = new ArrayWriter(table.hasKey());
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

    /**
     * Adds a column and where its value comes from. Each row is asked once in a call, in their
     * order; by {@link BulkWriter#writeWhatFits} again with each half that it tries.
     */
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
   * @throws SQLException as the database says, also if the table or one of the columns is not
   *     there; nothing of this call is there then. A transaction of the caller is over, as after
   *     any statement that fails, or, if the call is of several, where it was before
   */
  public WriteResult write(Connection connection, Iterable<? extends T> rows) throws SQLException {
    Iterator<RowValues> rest = RowValues.each(given.columns(), rows.iterator());
    if (!rest.hasNext()) {
      return WriteResult.NONE;
    }
    HeldRows<RowValues> first = HeldRows.from(table.columns(), rest, few);
    boolean isFew = !rest.hasNext() && !first.isTooLong();
    Iterator<RowValues> all = new ChainedRows<>(first.rows().iterator(), rest);
    try {
      if (table.hasKey()) {
        return isFew ? fewUpserted(connection, first) : staged(connection, all);
      }
      return isFew ? told(fewInserted(connection, first)) : inserted(connection, all);
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

  /** COPY refuses a table with policies, so such rows go as arrays, some at a time. */
  private WriteResult inserted(Connection connection, Iterator<RowValues> rows)
      throws SQLException {
    if (!targets.known(connection).target().hasRowSecurity()) {
      return copied(connection, rows, progress);
    }
    return Transaction.run(
        connection,
        () -> {
          WriteResult result = WriteResult.NONE;
          while (rows.hasNext()) {
            var some = HeldRows.from(table.columns(), rows, INSERTED_AS_ARRAYS_MAX);
            result = told(result.plus(fewInserted(connection, some)));
          }
          return result;
        });
  }

  /** One COPY is all or nothing by itself. */
  private WriteResult copied(Connection connection, Iterator<RowValues> rows, Progress listener)
      throws SQLException {
    long count = new CopyWriter<>(table.columns(), copySql).write(connection, rows, listener);
    return new WriteResult(count, 0, 0, 0);
  }

  private WriteResult fewInserted(Connection connection, HeldRows<RowValues> rows)
      throws SQLException {
    return certainly(
        connection,
        known ->
            known.target().hasRules()
                ? Optional.of(copied(connection, rows.rows().iterator(), Progress.SILENT))
                : arrays.write(connection, known.sql(), rows));
  }

  /** Something that writes rows, or none of them if what is known of the table is not so. */
  private interface Attempt {
    Optional<WriteResult> with(Targets.Known known) throws SQLException;
  }

  /** Tries with what is known of the table, and if it is another one, with what it is now. */
  private WriteResult certainly(Connection connection, Attempt attempt) throws SQLException {
    Optional<WriteResult> result = attempt.with(targets.known(connection));
    if (result.isEmpty()) {
      result = attempt.with(targets.fresh(connection));
    }
    return result.orElseThrow(() ->
        new SQLException(
            "table %s became another one twice during one call; nothing was written"
                .formatted(table.sql())));
  }

  private WriteResult fewUpserted(Connection connection, HeldRows<RowValues> rows)
      throws SQLException {
    return certainly(connection, known -> fewUpserted(connection, rows, known));
  }

  private Optional<WriteResult> fewUpserted(
      Connection connection, HeldRows<RowValues> rows, Targets.Known known) throws SQLException {
    var keys = new RowKeys<>(keyColumns, known.target().keyTypes(table));
    rows.rows().forEach(keys::add);
    HeldRows<RowValues> distinct = rows;
    if (keys.hasTwice()) {
      distinct = rows.only(keys.oneOfEach(rows.rows(), upsert.isKept()));
      keys.clear();
      distinct.rows().forEach(keys::add);
    }
    if (keys.hasTwice()) {
      // Equal perhaps, written differently; the server knows.
      return Optional.of(staged(connection, rows.rows().iterator()));
    }
    long merged = rows.rows().size() - (long) distinct.rows().size();
    try {
      return distinct(connection, known, distinct, keys.mayHoldEqual())
          .map(result -> told(result.plus(new WriteResult(0, 0, 0, merged))));
    } catch (SQLException e) {
      // The state comes first: a connection that is gone does not tell whether it commits.
      boolean mayGoOn =
          CARDINALITY_VIOLATION.equals(e.getSQLState())
              && (keys.mayHoldEqual() || connection.getAutoCommit());
      if (!mayGoOn) {
        throw e;
      }
      return Optional.of(staged(connection, rows.rows().iterator()));
    }
  }

  /**
   * Writes rows whose keys are different for us. If they are not for the server, it fails, and a
   * transaction of the caller is as it was before.
   */
  private Optional<WriteResult> distinct(
      Connection connection, Targets.Known known, HeldRows<RowValues> rows, boolean mayHoldEqual)
      throws SQLException {
    if (!mayHoldEqual || connection.getAutoCommit()) {
      return arrays.write(connection, known.sql(), rows);
    }
    Savepoint before = connection.setSavepoint();
    try {
      Optional<WriteResult> result = arrays.write(connection, known.sql(), rows);
      connection.releaseSavepoint(before);
      return result;
    } catch (SQLException e) {
      Transaction.backTo(connection, before, e);
      throw e;
    }
  }

  private WriteResult told(WriteResult result) {
    progress.written(result.rows());
    return result;
  }

  private WriteResult staged(Connection connection, Iterator<RowValues> rows) throws SQLException {
    Target target = targets.fresh(connection).target();
    return Transaction.run(
        connection,
        () -> new StagingTable<>(table, upsert, connection, target).write(rows, progress));
  }

  /**
   * Inserts rows and returns their keys, which the database generates. The rows go by COPY, which
   * the server refuses where row-level security is in force.
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
    List<Long> keys = GeneratedKeys.draw(connection, given, column, rows.size());
    TableColumns<T> with = GeneratedKeys.with(given, column, keys);
    new CopyWriter<>(with.columns(), with.copyInto(with.sql()))
        .write(connection, rows.iterator(), progress);
    return keys;
  }

  /**
   * Writes rows and goes on without those that the database does not take. Halves what fails until
   * it is one row, so that few bad rows among many cost little; needs a transaction, and makes one
   * if the connection commits by itself.
   */
  public Salvage<T> writeWhatFits(Connection connection, List<? extends T> rows)
      throws SQLException {
    return Transaction.run(
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
      Transaction.backTo(connection, savepoint, e);
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
