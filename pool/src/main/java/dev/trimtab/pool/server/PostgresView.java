package dev.trimtab.pool.server;

import dev.trimtab.pool.control.ServerLoad;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL through {@code pg_stat_activity}, on a connection of its own: a pool that has none
 * left must still be able to see why.
 *
 * <p>Instances of one pool know each other by {@code application_name}: the pool's name, a number
 * sign, and something that no other instance has.
 */
public final class PostgresView implements ServerView {

  private static final String LOOK =
      """
      SELECT
        count(*) FILTER (WHERE application_name = ? AND state = 'active'
          AND wait_event_type IS NULL),
        count(*) FILTER (WHERE application_name = ? AND state = 'active'
          AND wait_event_type IN ('Lock', 'LWLock', 'BufferPin', 'IPC', 'IO')),
        count(*) FILTER (WHERE application_name = ? AND state = 'active'
          AND wait_event_type IN ('Timeout', 'Extension')),
        count(DISTINCT application_name) FILTER (WHERE application_name LIKE ? ESCAPE '!'),
        count(*) FILTER (WHERE application_name NOT LIKE ? ESCAPE '!'
          AND pid <> pg_backend_pid()),
        count(*) FILTER (WHERE application_name = ? AND state LIKE 'idle%'
          AND clock_timestamp() - state_change > interval '2 milliseconds'),
        current_setting('max_connections')::int,
        current_setting('superuser_reserved_connections')::int
          + coalesce(current_setting('reserved_connections', true)::int, 0)
      FROM pg_stat_activity WHERE backend_type = 'client backend'
      """;

  /** After a failure the server is left in peace for a while. */
  public static final Duration PAUSE = Duration.ofMillis(150);

  private final Callable<Connection> opener;
  private final String application;
  private final String family;
  private final LongSupplier nanoClock;
  private @Nullable PreparedStatement statement;
  private long notBefore;
  private boolean hasFailed;
  private boolean isBehindAPooler;
  private Optional<SQLException> failure = Optional.empty();

  /**
   * Creates a view; connects at the first look.
   *
   * @param opener opens a connection outside the pool, in autocommit mode
   * @param pool the pool's name, the same in all instances
   * @param application what this instance's sessions are called: begins with the name and {@code #}
   */
  public PostgresView(
      Callable<Connection> opener, String pool, String application, LongSupplier nanoClock) {
    this.opener = opener;
    this.application = application;
    this.family = pool.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "#%";
    this.nanoClock = nanoClock;
  }

  @Override
  public Optional<Look> look() {
    if (hasFailed && nanoClock.getAsLong() - notBefore < 0) {
      return Optional.empty();
    }
    try {
      Look look = ask();
      hasFailed = false;
      failure = Optional.empty();
      return Optional.of(look);
    } catch (Exception e) {
      // Not seeing is a state of its own: the pool goes on by what it measures itself.
      close();
      hasFailed = true;
      failure =
          Optional.of(e instanceof SQLException sql ? sql : new SQLException(e.toString(), e));
      notBefore = nanoClock.getAsLong() + PAUSE.toNanos();
      return Optional.empty();
    }
  }

  private Look ask() throws Exception {
    PreparedStatement open = statement;
    if (open == null) {
      Connection connection = opener.call();
      open = connection.prepareStatement(LOOK);
      statement = open;
      isBehindAPooler = Pooler.isBefore(connection);
    }
    return isBehindAPooler ? askThePooler(open.getConnection()) : ask(open);
  }

  /** Not by the prepared statement, which the session that serves us now may not know. */
  private static Look askThePooler(Connection connection) throws SQLException {
    try (Statement any = connection.createStatement()) {
      any.execute("SELECT 1");
      return Look.ofAnswer(Pooler.WORDS);
    }
  }

  private Look ask(PreparedStatement open) throws SQLException {
    for (int i = 1; i <= 3; i++) {
      open.setString(i, application);
    }
    open.setString(4, family);
    open.setString(5, family);
    open.setString(6, application);
    try (ResultSet row = open.executeQuery()) {
      row.next();
      var share =
          new Share(row.getInt(7), row.getInt(8), row.getInt(5), Math.max(1, row.getInt(4)));
      return new Look(
          Optional.of(new ServerLoad(row.getInt(1), row.getInt(2), row.getInt(3))),
          row.getInt(6),
          Optional.of(share),
          "May open " + share.words() + ".");
    }
  }

  @Override
  public Optional<SQLException> failure() {
    return failure;
  }

  @Override
  public void close() {
    PreparedStatement open = statement;
    statement = null;
    if (open != null) {
      try {
        open.getConnection().close();
      } catch (SQLException e) {
        // It was of no use any more; that is why it is closed.
        return;
      }
    }
  }
}
