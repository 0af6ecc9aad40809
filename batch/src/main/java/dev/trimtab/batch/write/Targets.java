package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of one table, by database. Asking costs a round trip, as much as writing a hundred
 * rows does, so it is remembered; who uses what is remembered has the server compare types, as the
 * table may be another one by then. Thread-safe.
 */
final class Targets {

  /** A writer is used with fewer databases; those beyond are asked each time. */
  private static final int DATABASES_MAX = 1_000;

  private final TableColumns<?> table;
  private final Map<String, Target> byUrl = new ConcurrentHashMap<>();

  Targets(TableColumns<?> table) {
    this.table = table;
  }

  Target known(Connection connection) throws SQLException {
    Target known = byUrl.get(url(connection));
    return known == null ? fresh(connection) : known;
  }

  Target fresh(Connection connection) throws SQLException {
    Target target = Target.read(connection, table);
    if (byUrl.size() < DATABASES_MAX) {
      byUrl.put(url(connection), target);
    }
    return target;
  }

  void forget(Connection connection) throws SQLException {
    byUrl.remove(url(connection));
  }

  private static String url(Connection connection) throws SQLException {
    return connection.getMetaData().getURL();
  }
}
