package dev.trimtab.pool.replica;

import dev.trimtab.pool.connection.ForwardingConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that finds its server when it is first used: by then its user has said whether it
 * only reads, as Spring does for {@code @Transactional(readOnly = true)}. Between two transactions
 * it may go to another server; within one it never does.
 *
 * <p>For one thread at a time, as connections are.
 */
final class RoutedConnection extends ForwardingConnection {

  /** What {@code pg_current_wal_flush_lsn} does not cover if commits do not wait for the disk. */
  private static final String WRITTEN =
      """
      SELECT CASE WHEN current_setting('synchronous_commit') = 'off'
        THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END::text
      """;

  private final Router router;
  private boolean isAutoCommit = true;
  private boolean isReadOnly;
  private int isolation = Connection.TRANSACTION_READ_COMMITTED;
  private boolean isInTransaction;
  private boolean mayHaveWritten;
  private boolean isClosed;
  private @Nullable Lease lease;

  /** A connection to a server, and since when it is in use. */
  record Lease(Endpoint endpoint, Connection connection, boolean isRead, long began) {

    void end() throws SQLException {
      try {
        connection.close();
      } finally {
        endpoint.gaveBack(System.nanoTime() - began, isRead);
      }
    }
  }

  /** Decides which server is used. */
  @FunctionalInterface
  interface Router {
    Lease borrow(boolean isReadOnly) throws SQLException;
  }

  RoutedConnection(Router router) {
    this.router = router;
  }

  @Override
  protected Connection to() throws SQLException {
    if (isClosed) {
      throw new SQLException("this connection is closed", "08003");
    }
    Lease now = lease;
    if (now != null && !isInTransaction && now.isRead() != isReadOnly) {
      release();
      now = null;
    }
    if (now == null) {
      now = router.borrow(isReadOnly);
      lease = now;
      settle(now.connection());
    }
    isInTransaction = !isAutoCommit;
    mayHaveWritten |= !isReadOnly;
    return now.connection();
  }

  private void settle(Connection connection) throws SQLException {
    if (isReadOnly) {
      connection.setReadOnly(true);
    }
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      connection.setTransactionIsolation(isolation);
    }
    if (!isAutoCommit) {
      connection.setAutoCommit(false);
    }
  }

  @Override
  public void setReadOnly(boolean isOn) throws SQLException {
    if (isOn != isReadOnly && isInTransaction) {
      throw new SQLException("a transaction cannot change whether it only reads", "25001");
    }
    isReadOnly = isOn;
  }

  @Override
  public boolean isReadOnly() {
    return isReadOnly;
  }

  @Override
  public void setAutoCommit(boolean isOn) throws SQLException {
    if (isOn && isInTransaction) {
      commit();
    }
    isAutoCommit = isOn;
    Lease now = lease;
    if (now != null) {
      now.connection().setAutoCommit(isOn);
    }
  }

  @Override
  public boolean getAutoCommit() {
    return isAutoCommit;
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    isolation = level;
    Lease now = lease;
    if (now != null) {
      now.connection().setTransactionIsolation(level);
    }
  }

  @Override
  public int getTransactionIsolation() {
    return isolation;
  }

  @Override
  public void commit() throws SQLException {
    Lease now = lease;
    if (now == null) {
      return;
    }
    boolean isKnown = false;
    try {
      now.connection().commit();
      isInTransaction = false;
      noteWritten(now);
      isKnown = true;
    } finally {
      if (!isKnown && mayHaveWritten) {
        // Whether it was committed nobody knows, and so not how far the log is either.
        UnitOfWork.current().ifPresent(UnitOfWork::wroteSomewhere);
      }
    }
  }

  @Override
  public void rollback() throws SQLException {
    Lease now = lease;
    if (now != null) {
      now.connection().rollback();
    }
    isInTransaction = false;
    mayHaveWritten = false;
  }

  /** Tells the unit of work how far the log is, so that its next read sees what it wrote. */
  private void noteWritten(Lease now) throws SQLException {
    if (!mayHaveWritten || now.isRead()) {
      return;
    }
    var unit = UnitOfWork.current();
    if (unit.isPresent()) {
      try (PreparedStatement ask = now.connection().prepareStatement(WRITTEN);
          ResultSet row = ask.executeQuery()) {
        row.next();
        unit.get().wrote(Lsn.parse(row.getString(1)));
      }
      if (!isAutoCommit) {
        now.connection().rollback();
      }
    }
    mayHaveWritten = false;
  }

  private void release() throws SQLException {
    Lease now = lease;
    if (now == null) {
      return;
    }
    lease = null;
    try {
      if (isAutoCommit) {
        noteWritten(now);
      }
    } catch (SQLException e) {
      UnitOfWork.current().ifPresent(UnitOfWork::wroteSomewhere);
    } finally {
      isInTransaction = false;
      now.end();
    }
  }

  @Override
  public void close() throws SQLException {
    if (!isClosed) {
      isClosed = true;
      release();
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    Lease now = lease;
    return isClosed || (now != null && now.connection().isClosed());
  }

  @Override
  public boolean isValid(int seconds) throws SQLException {
    return !isClosed && to().isValid(seconds);
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    Lease now = lease;
    isClosed = true;
    if (now != null) {
      now.connection().abort(executor);
      release();
    }
  }
}
