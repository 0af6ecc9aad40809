package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.Loops;
import dev.trimtab.batch.observe.Observer;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Function;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A source of connections that tells an {@link Observer} what they are used for. Everything else is
 * passed on; callable statements are passed on unwatched.
 */
public final class ObservedDataSource implements DataSource {

  private final DataSource delegate;
  private final Observer observer;
  private final Function<Connection, Loops> loops;

  public ObservedDataSource(DataSource delegate, Observer observer) {
    this(delegate, observer, _ -> Loops.OFF);
  }

  /**
   * Also runs statements of loops ahead.
   *
   * @param automatic whose {@code before} is the observer's listener, or it learns nothing
   */
  public ObservedDataSource(DataSource delegate, Observer observer, AutomaticBatching automatic) {
    this(delegate, observer, automatic::follow);
  }

  private ObservedDataSource(
      DataSource delegate, Observer observer, Function<Connection, Loops> loops) {
    this.delegate = delegate;
    this.observer = observer;
    this.loops = loops;
  }

  public Observer observer() {
    return observer;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return observed(delegate.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return observed(delegate.getConnection(user, password));
  }

  private Connection observed(Connection connection) {
    return new ObservedConnection(connection, observer, loops.apply(connection));
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return delegate.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    delegate.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    delegate.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return delegate.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return delegate.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }
}
