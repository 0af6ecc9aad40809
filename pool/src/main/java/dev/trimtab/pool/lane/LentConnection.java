package dev.trimtab.pool.lane;

import dev.trimtab.pool.connection.ForwardingConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection of which it is known where it was asked for, and since when it is in use. */
final class LentConnection extends ForwardingConnection {

  private final Lanes lanes;
  private final Connection connection;
  private final CallSite site;
  private final boolean isSlow;
  private final long began;
  private final String thread;
  private final AtomicBoolean isBack = new AtomicBoolean();

  LentConnection(Lanes lanes, Connection connection, CallSite site, boolean isSlow, long began) {
    this.lanes = lanes;
    this.connection = connection;
    this.site = site;
    this.isSlow = isSlow;
    this.began = began;
    this.thread = Thread.currentThread().toString();
  }

  @Override
  protected Connection to() {
    return connection;
  }

  CallSite site() {
    return site;
  }

  boolean isSlow() {
    return isSlow;
  }

  long began() {
    return began;
  }

  String thread() {
    return thread;
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.close();
    } finally {
      back();
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return connection.isClosed();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    connection.abort(executor);
    back();
  }

  private void back() {
    if (isBack.compareAndSet(false, true)) {
      lanes.gaveBack(this);
    }
  }
}
