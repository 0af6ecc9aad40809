package dev.trimtab.batch.automatic;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;

/**
 * Rows as they came over the wire, in text. The driver makes result sets of them, so that whoever
 * reads them finds the driver's own conversions, descriptions and refusals.
 *
 * @param fields what each column is
 * @param tuples the values; a tuple may have more than there are columns
 * @param hasWarnings whether the server had something to say with the message they came in, which a
 *     statement of the application's would have kept
 */
record RawRows(List<Field> fields, List<Tuple> tuples, boolean hasWarnings) {

  RawRows {
    fields = List.copyOf(fields);
    tuples = List.copyOf(tuples);
  }

  /** Binds what a query needs. */
  interface Binder {
    void bind(ParameterList parameters) throws SQLException;
  }

  /**
   * Runs statements in one message.
   *
   * @param rowsMax of each, after which the server stops; 0 for none
   * @return the rows of each that has some, in the order of the statements
   * @throws SQLException as the server says
   */
  static List<RawRows> run(
      BaseConnection connection,
      KnownQueries queries,
      List<NativeQuery> statements,
      Binder binder,
      int rowsMax)
      throws SQLException {
    KnownQueries.Known known = queries.of(connection, statements);
    ParameterList parameters = known.query().createParameterList();
    binder.bind(parameters);
    var handler = new Handler();
    int flags =
        QueryExecutor.QUERY_NO_BINARY_TRANSFER
            | (KnownQueries.isKept(connection, known) ? 0 : QueryExecutor.QUERY_ONESHOT)
            | (connection.hintReadOnly() ? QueryExecutor.QUERY_READ_ONLY_HINT : 0);
    try {
      connection.getQueryExecutor().execute(known.query(), parameters, handler, rowsMax, 0, flags);
    } catch (SQLException e) {
      queries.forget(statements);
      throw e;
    }
    return handler.results.stream()
        .map(rows -> new RawRows(rows.fields, rows.tuples, handler.hasWarnings))
        .toList();
  }

  private static final class Handler extends ResultHandlerBase {
    private final List<RawRows> results = new ArrayList<>();
    private boolean hasWarnings;

    @Override
    public void handleWarning(SQLWarning warning) {
      hasWarnings = true;
    }

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
      results.add(new RawRows(Arrays.asList(fields), tuples, false));
      if (cursor != null) {
        cursor.close();
      }
    }
  }

  /** Returns a result set of the statement that asked. */
  ResultSet of(Statement statement) throws SQLException {
    Field[] copies = new Field[fields.size()];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = copy(fields.get(i));
    }
    return statement
        .unwrap(BaseStatement.class)
        .createDriverResultSet(copies, new ArrayList<>(tuples));
  }

  /** A result set keeps what it learns of its columns in them. */
  private static Field copy(Field field) {
    return new Field(
        field.getColumnLabel(),
        field.getOID(),
        field.getLength(),
        field.getMod(),
        field.getTableOid(),
        field.getPositionInTable());
  }

  /** Returns the first columns, with these rows. */
  RawRows part(int columns, List<Tuple> some) {
    return new RawRows(fields.subList(0, columns), some, false);
  }

  /** Returns whether both have the same columns and, in the same order, the same rows. */
  boolean isEqualTo(RawRows other) {
    if (fields.size() != other.fields.size() || tuples.size() != other.tuples.size()) {
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!isSame(fields.get(i), other.fields.get(i))) {
        return false;
      }
    }
    for (int row = 0; row < tuples.size(); row++) {
      for (int i = 0; i < fields.size(); i++) {
        if (!Arrays.equals(tuples.get(row).get(i), other.tuples.get(row).get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSame(Field one, Field other) {
    return Objects.equals(one.getColumnLabel(), other.getColumnLabel())
        && one.getOID() == other.getOID()
        && one.getMod() == other.getMod()
        && one.getTableOid() == other.getTableOid()
        && one.getPositionInTable() == other.getPositionInTable();
  }
}
