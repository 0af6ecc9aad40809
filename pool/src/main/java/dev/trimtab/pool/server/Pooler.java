package dev.trimtab.pool.server;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Finds out whether a pooler such as PgBouncer stands between us and the server.
 *
 * <p>A server tells every client the number of the process that serves it, so that it can be
 * cancelled. A pooler cannot: another process may serve the next transaction. So it tells a number
 * of its own, and {@code pg_backend_pid()} answers another.
 */
final class Pooler {

  /** What it means for us and for the pool's users. */
  static final String WORDS =
      "Behind a connection pooler: sessions of the server are not ours to count, so the limit is found by what gets"
          + " done alone and shared with no other instance. If the pooler works by transaction, nothing lasts longer"
          + " than one: SET without LOCAL, LISTEN, advisory locks of a session, temporary tables, and prepared"
          + " statements unless it keeps them (PgBouncer 1.21 with max_prepared_statements; otherwise set"
          + " prepareThreshold=0).";

  private static final String DRIVERS = "org.postgresql.PGConnection";

  private Pooler() {}

  /** Returns whether one stands there; false where the driver is another one and cannot tell. */
  static boolean isBefore(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      // The driver is no dependency of ours; it is asked once for each connection that looks.
      Class<?> type = Class.forName(DRIVERS, true, connection.getClass().getClassLoader());
      Object told = type.getMethod("getBackendPID").invoke(connection.unwrap(type));
      return !Integer.valueOf(row.getInt(1)).equals(told);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      return false;
    }
  }
}
