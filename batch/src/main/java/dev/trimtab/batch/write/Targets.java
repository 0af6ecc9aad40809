package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of one table, by database. Asking costs a round trip, as much as writing a hundred
 * rows does, so it is remembered, with the statement that is made of it; who uses what is
 * remembered has the server compare, as it may be another table by then. Thread-safe.
 */
final class Targets<T> {

  /** A writer is used with fewer databases; those beyond are asked each time. */
  private static final int DATABASES_MAX = 1_000;

  /** A table, and how rows are upserted there as arrays. */
  record Known(Target target, ArraySql sql) {}

  private final TableColumns<T> table;
  private final Upsert<T> upsert;
  private final Map<String, Known> byUrl = new ConcurrentHashMap<>();

  Targets(TableColumns<T> table, Upsert<T> upsert) {
    this.table = table;
    this.upsert = upsert;
  }

  /** Returns what is remembered; has all columns, or says which one the table does not have. */
  Known known(Connection connection) throws SQLException {
    Known known = byUrl.get(url(connection));
    return known == null ? fresh(connection) : known;
  }

  /**
   * Asks the catalog.
   *
   * @throws SQLException if the table does not have all the columns, or is not there
   */
  Known fresh(Connection connection) throws SQLException {
    Target target = Target.read(connection, table);
    var known = new Known(target, ArraySql.of(table, upsert, target));
    if (byUrl.size() < DATABASES_MAX) {
      byUrl.put(url(connection), known);
    }
    return known;
  }

  void forget(Connection connection) throws SQLException {
    byUrl.remove(url(connection));
  }

  private static String url(Connection connection) throws SQLException {
    return connection.getMetaData().getURL();
  }
}
