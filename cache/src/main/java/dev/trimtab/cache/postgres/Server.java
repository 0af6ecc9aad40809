package dev.trimtab.cache.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What we ask the server beside the log, over one connection. Thread-safe: one question at a time,
 * each bounded by the connection's timeout.
 */
final class Server implements AutoCloseable {

  private static final String SNAPSHOT = "SELECT txid_current_snapshot()::text";

  private static final String SLOT =
      """
      SELECT pg_current_wal_flush_lsn()::text,
             coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn), 0)::bigint
      FROM pg_replication_slots s
      WHERE s.slot_name = ?
      """;

  private static final String END_SLOT =
      "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ?";

  private static final String OLDER_SLOTS =
      """
      SELECT count(*) FROM pg_replication_slots
      WHERE active AND database = current_database() AND starts_with(slot_name, ?)
        AND slot_name < ?
      """;

  /** What a table is a partition of or inherits from, at any distance. */
  private static final String ANCESTORS =
      """
      WITH RECURSIVE above (id) AS (
        SELECT i.inhparent
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        UNION
        SELECT i.inhparent FROM pg_inherits i JOIN above a ON i.inhrelid = a.id)
      SELECT n.nspname, c.relname
      FROM above a JOIN pg_class c ON c.oid = a.id JOIN pg_namespace n ON n.oid = c.relnamespace
      """;

  /** Who is to end before a new slot can tell what is committed: writers that already run. */
  private static final String OLDEST_WRITER =
      """
      SELECT pid, extract(epoch FROM clock_timestamp() - xact_start)::bigint
      FROM pg_stat_activity
      WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
      ORDER BY xact_start LIMIT 1
      """;

  private static final String CLOCK =
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;

  Server(Connection connection) {
    this.connection = connection;
  }

  /**
   * Where the log and our slot are.
   *
   * @param flushed how far the log is written: nothing behind it was sent to anybody
   * @param retainedBytes of log that the server keeps for us
   */
  record SlotState(LogSequenceNumber flushed, long retainedBytes) {}

  /** Returns what a reader that starts now would see. */
  VisibleTransactions visible() throws SQLException {
    return VisibleTransactions.parse(one(SNAPSHOT, row -> row.getString(1)).orElseThrow());
  }

  /** Returns the state of a slot; empty if it is gone. */
  Optional<SlotState> state(String slot) throws SQLException {
    return one(
        SLOT,
        row -> new SlotState(LogSequenceNumber.valueOf(row.getString(1)), row.getLong(2)),
        slot);
  }

  /** Ends the session that uses a slot; a temporary slot goes with it. */
  void end(String slot) throws SQLException {
    one(END_SLOT, row -> row.getBoolean(1), slot);
  }

  /** Returns whether somebody has been following with a slot of this prefix for longer than us. */
  boolean hasOlder(String prefix, String slot) throws SQLException {
    return one(OLDER_SLOTS, row -> row.getLong(1), prefix, slot).orElseThrow() > 0;
  }

  List<TableName> ancestors(TableName table) throws SQLException {
    return all(
        ANCESTORS,
        row -> new TableName(row.getString(1), row.getString(2)),
        table.schema(),
        table.name());
  }

  /** Returns who a new slot waits for, as half a sentence. */
  Optional<String> oldestWriter() throws SQLException {
    return one(
        OLDEST_WRITER,
        row -> "pid %d, in a transaction open for %d s".formatted(row.getInt(1), row.getLong(2)));
  }

  /** Returns the server's clock, milliseconds since 1970. */
  long clockMillis() throws SQLException {
    return one(CLOCK, row -> row.getLong(1)).orElseThrow();
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> Optional<T> one(String sql, Row<T> read, String... values) throws SQLException {
    return all(sql, read, values).stream().findFirst();
  }

  private <T> List<T> all(String sql, Row<T> read, String... values) throws SQLException {
    lock.lock();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      var result = new ArrayList<T>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(read.read(rows));
        }
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.abort(Runnable::run);
  }
}
