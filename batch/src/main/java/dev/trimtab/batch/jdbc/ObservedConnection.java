package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.automatic.Loops;
import dev.trimtab.batch.observe.Asked;
import dev.trimtab.batch.observe.Observer;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells what its statements do. What it asks belongs to the unit of work of the
 * caller; without one, the connection is a unit of its own until it is closed.
 */
final class ObservedConnection extends PassingConnection {

  private final Observer observer;
  private final Loops loops;
  private Observer.@Nullable Work own;

  ObservedConnection(Connection delegate, Observer observer, Loops loops) {
    super(delegate);
    this.observer = observer;
    this.loops = loops;
  }

  Loops loops() {
    return loops;
  }

  long now() {
    return observer.now();
  }

  @Nullable Asked executed(String sql, long[] bound, int count, long start, boolean isFailed) {
    return work().executed(sql, bound, count, start, observer.now(), isFailed);
  }

  @Nullable Asked cameAlong(String sql, long[] bound, int count, long at) {
    return work().executed(sql, bound, count, at, at, false);
  }

  void batched(String sql, int count) {
    work().batched(sql, count);
  }

  private Observer.Work work() {
    Observer.Work current = observer.currentOrNull();
    if (current != null) {
      return current;
    }
    Observer.Work its = own;
    if (its == null) {
      its = observer.begin("");
      own = its;
    }
    return its;
  }

  @Override
  public void close() throws SQLException {
    try {
      loops.rests(delegate);
      delegate.close();
    } finally {
      Observer.Work its = own;
      own = null;
      if (its != null) {
        its.close();
      }
    }
  }

  @Override
  public void commit() throws SQLException {
    delegate.commit();
    loops.rests(delegate);
  }

  @Override
  public void rollback() throws SQLException {
    delegate.rollback();
    loops.rests(delegate);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    loops.touched();
    delegate.rollback(savepoint);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    loops.touched();
    delegate.setAutoCommit(value);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    loops.touched();
    delegate.setReadOnly(value);
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    loops.touched();
    delegate.setTransactionIsolation(value);
  }

  @Override
  public void setSchema(String value) throws SQLException {
    loops.touched();
    delegate.setSchema(value);
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    loops.touched();
    delegate.setClientInfo(name, value);
  }

  @Override
  public void setClientInfo(Properties values) throws SQLClientInfoException {
    loops.touched();
    delegate.setClientInfo(values);
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    loops.touched();
    delegate.abort(executor);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    loops.unseen();
    return delegate.prepareCall(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    loops.unseen();
    return delegate.prepareCall(sql, type, concurrency);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    loops.unseen();
    return delegate.prepareCall(sql, type, concurrency, holdability);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    loops.unseen();
    return delegate.unwrap(type);
  }

  /** Rows that can be written through are not seen to be. */
  private void rowsOf(int concurrency) {
    if (concurrency != ResultSet.CONCUR_READ_ONLY) {
      loops.unseen();
    }
  }

  @Override
  public Statement createStatement() throws SQLException {
    return new ObservedStatement(delegate.createStatement(), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    rowsOf(concurrency);
    return new ObservedStatement(delegate.createStatement(type, concurrency, holdability), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    rowsOf(concurrency);
    return new ObservedStatement(delegate.createStatement(type, concurrency), this);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] keys) throws SQLException {
    return new ObservedPreparedStatement(delegate.prepareStatement(sql, keys), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] keys) throws SQLException {
    return new ObservedPreparedStatement(delegate.prepareStatement(sql, keys), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    rowsOf(concurrency);
    return new ObservedPreparedStatement(
        delegate.prepareStatement(sql, type, concurrency, holdability), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    rowsOf(concurrency);
    return new ObservedPreparedStatement(
        delegate.prepareStatement(sql, type, concurrency), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return new ObservedPreparedStatement(delegate.prepareStatement(sql, keys), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return new ObservedPreparedStatement(delegate.prepareStatement(sql), this, sql);
  }
}
