package dev.trimtab.pool.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Asks a server what it is and how far its log is. Not thread-safe. */
final class Probe implements AutoCloseable {

  /**
   * A file of the log begins with its timeline: of two servers that both say that they are the
   * primary, the one that was promoted later has the higher one (manual, 26.3).
   */
  private static final String ASK =
      """
      SELECT pg_is_in_recovery(),
        CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0')
          ELSE pg_current_wal_insert_lsn() END::text,
        CASE WHEN pg_is_in_recovery() THEN '' ELSE
          left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END
      """;

  private static final int HEXADECIMAL = 16;

  /**
   * What a server is.
   *
   * @param log how far its log is: replayed by a replica, written by a primary
   * @param timeline of a primary; 0 of a replica
   */
  record Answer(boolean isPrimary, Lsn log, long timeline, long tookNanos) {}

  /** Opens a connection outside the pool. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  private final Connection connection;
  private final PreparedStatement statement;

  Probe(Opener opener) throws SQLException {
    connection = opener.open();
    statement = connection.prepareStatement(ASK);
  }

  Answer ask() throws SQLException {
    long began = System.nanoTime();
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      String timeline = row.getString(3);
      return new Answer(
          !row.getBoolean(1),
          Lsn.parse(row.getString(2)),
          timeline.isEmpty() ? 0 : Long.parseLong(timeline, HEXADECIMAL),
          System.nanoTime() - began);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
