package dev.trimtab.pool.source;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.Credentials;
import dev.trimtab.pool.connection.BareDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections for HikariCP and knows those that are open, so that all can be cut at once: one
 * whose server has fallen silent would keep its user for as long as the network believes in it.
 *
 * <p>Thread-safe.
 */
public final class PhysicalConnections extends BareDataSource {

  /** Longer than any name server, server or network that is well takes to answer. */
  private static final int CONNECT_SECONDS = 10;

  private final HikariConfig config;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final LongConsumer opened;
  private final Openings openings;
  private volatile Optional<SQLException> lastFailure = Optional.empty();

  /**
   * Prepares to open.
   *
   * @param config as HikariCP's user has it: URL and credentials, or a data source
   * @param wanted tells how many connections may and should be opened now
   * @param opened hears of each that stands, and how many milliseconds it took
   */
  public PhysicalConnections(HikariConfig config, IntSupplier wanted, LongConsumer opened) {
    this.config = config;
    this.opened = opened;
    openings = new Openings(this::openOne, wanted);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return openings.next();
  }

  private Connection openOne() throws SQLException {
    long began = System.nanoTime();
    try {
      Connection connection = open(config, CONNECT_SECONDS, Optional.empty());
      lastFailure = Optional.empty();
      open.removeIf(PhysicalConnections::isGone);
      open.add(connection);
      tell((System.nanoTime() - began) / 1_000_000);
      return connection;
    } catch (SQLException e) {
      lastFailure = Optional.of(e);
      throw e;
    }
  }

  /** A listener that fails is no reason to lose a connection. */
  private void tell(long millis) {
    try {
      opened.accept(millis);
    } catch (RuntimeException e) {
      // It is the user's, and the pool goes on without it.
    }
  }

  /** New connections are opened as this user from now on. */
  public void openAs(String user, String password) {
    config.setCredentials(Credentials.of(user, password));
    openings.startAnew();
  }

  /** Returns why the last connection could not be opened; nothing if it could. */
  public Optional<SQLException> lastFailure() {
    return lastFailure;
  }

  /** Opens no more, and closes what nobody took; those that were handed out are their owners'. */
  public void close() {
    openings.close();
  }

  /** Cuts all that are open, so that whoever waits for an answer hears of it. */
  public void cut() {
    openings.startAnew();
    open.forEach(PhysicalConnections::cut);
    open.clear();
  }

  private static void cut(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It was closed already, and that is what was wanted.
    }
  }

  private static boolean isGone(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * Opens a connection that belongs to no pool, for looking at the server.
   *
   * @param patience how long it may take to connect, and to answer anything afterwards
   */
  public static Connection outside(HikariConfig config, String application, Duration patience)
      throws SQLException {
    int seconds = Math.toIntExact(Math.max(1, patience.toSeconds()));
    Connection connection = open(config, seconds, Optional.of(application));
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    return connection;
  }

  private static Connection open(HikariConfig config, int seconds, Optional<String> application)
      throws SQLException {
    DataSource users = usersOwn(config);
    if (users != null) {
      return users.getConnection();
    }
    var properties = new Properties();
    // Names of pgjdbc: how long a connection may take to stand, and each answer until it does.
    properties.setProperty("connectTimeout", Integer.toString(seconds));
    properties.setProperty("loginTimeout", Integer.toString(seconds));
    properties.setProperty("tcpKeepAlive", "true");
    properties.putAll(config.getDataSourceProperties());
    application.ifPresent(name -> properties.setProperty("ApplicationName", name));
    var credentials = config.getCredentials();
    if (credentials.getUsername() != null) {
      properties.setProperty("user", credentials.getUsername());
    }
    if (credentials.getPassword() != null) {
      properties.setProperty("password", credentials.getPassword());
    }
    return DriverManager.getConnection(config.getJdbcUrl(), properties);
  }

  private static @Nullable DataSource usersOwn(HikariConfig config) {
    DataSource users = config.getDataSource();
    return users instanceof PhysicalConnections ours ? usersOwn(ours.config) : users;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    // HikariCP hands its own on; nothing is logged here.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // HikariCP hands its own on: how long a borrower waits, which is no business of this.
  }
}
