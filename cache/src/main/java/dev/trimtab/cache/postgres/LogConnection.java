package dev.trimtab.cache.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The log from now on, through a temporary slot that ends with the connection. {@link #abort} may
 * be called by any thread; the rest by one.
 */
final class LogConnection implements AutoCloseable {

  /** How often the server is told how far we are, so that it can let the log behind us go. */
  private static final int STATUS_MILLIS = 1_000;

  private final Connection connection;
  private @Nullable PGReplicationStream stream;

  private LogConnection(Connection connection) {
    this.connection = connection;
  }

  static LogConnection open(DatabaseAddress address) throws SQLException {
    return new LogConnection(address.connectForReplication());
  }

  /**
   * Creates the slot and starts to follow. Returns when all that commits from now on will be heard
   * of, which takes until every transaction that already wrote something has ended.
   */
  void start(String slot, String publication) throws SQLException {
    var replication = connection.unwrap(PGConnection.class).getReplicationAPI();
    replication
        .createReplicationSlot()
        .logical()
        .withSlotName(slot)
        .withOutputPlugin("pgoutput")
        .withTemporaryOption()
        .make();
    stream =
        replication
            .replicationStream()
            .logical()
            .withSlotName(slot)
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", TableName.quoted(publication))
            .withStatusInterval(STATUS_MILLIS, TimeUnit.MILLISECONDS)
            .start();
  }

  /** Returns the next message, waiting for it. */
  ByteBuffer next() throws SQLException {
    ByteBuffer message = stream().read();
    if (message == null) {
      throw new SQLException("the server ended the log", "08006");
    }
    return message;
  }

  /** Returns the next message if there is one already. */
  @Nullable ByteBuffer nextIfThere() throws SQLException {
    return stream().readPending();
  }

  /** Says that nothing before this position is needed any more. */
  void confirm(long position) {
    LogSequenceNumber lsn = LogSequenceNumber.valueOf(position);
    stream().setAppliedLSN(lsn);
    stream().setFlushedLSN(lsn);
  }

  /** Returns how far the server has come in sending. */
  LogSequenceNumber received() {
    return stream().getLastReceiveLSN();
  }

  private PGReplicationStream stream() {
    PGReplicationStream current = stream;
    if (current == null) {
      throw new IllegalStateException("the log was not started");
    }
    return current;
  }

  /** Cuts the connection under whoever reads from it. */
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }

  @Override
  public void close() throws SQLException {
    abort();
  }
}
