package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.observe.Asked;
import dev.trimtab.batch.observe.Observer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells what its statements do. What it asks belongs to the unit of work of the
 * caller; without one, the connection is a unit of its own until it is closed.
 */
final class ObservedConnection extends PassingConnection {

  private final Observer observer;
  private Observer.@Nullable Work own;

  ObservedConnection(Connection delegate, Observer observer) {
    super(delegate);
    this.observer = observer;
  }

  long now() {
    return observer.now();
  }

  @Nullable Asked executed(String sql, long[] bound, int count, long start, boolean isFailed) {
    return work().executed(sql, bound, count, start, observer.now(), isFailed);
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
  }

  @Override
  public void rollback() throws SQLException {
    delegate.rollback();
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    delegate.rollback(savepoint);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return new ObservedStatement(delegate.createStatement(), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new ObservedStatement(delegate.createStatement(type, concurrency, holdability), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
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
    return new ObservedPreparedStatement(
        delegate.prepareStatement(sql, type, concurrency, holdability), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
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
