package dev.trimtab.pool.source;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HikariCP. It opens, checks and closes connections; how many are used at once is decided in front
 * of it.
 *
 * <p>What is borrowed is HikariCP's own connection and not a wrapper of ours, so a borrow takes no
 * memory that it would not take without us. That one came back is heard from the metrics tracker,
 * which HikariCP calls when its user closes it; that one broke, from the override for exceptions,
 * because HikariCP throws a broken connection away without a word to the tracker.
 *
 * <p>Its maximum does not follow a limit down: lowering it closes nothing until connections have
 * been idle for long, and raising it again waits for a housekeeper that comes twice a minute.
 * Connections that a lower limit leaves idle are closed when we say so, or by that housekeeper.
 */
public final class HikariSource implements ConnectionSource {

  private final HikariDataSource hikari;
  private final Listener listener;

  /** Threads in whose hands a connection broke and that have not closed it yet. */
  private final Set<Thread> holdingBroken = ConcurrentHashMap.newKeySet();

  /** So long HikariCP waits at a time, and then it is looked whether waiting has any sense. */
  private static final long SLICE_MILLIS = 500;

  private static final Credentials NOBODY = Credentials.of(null, null);

  private final PhysicalConnections physical;
  private final long patienceNanos;
  private volatile boolean isAway;

  /** Empty while HikariCP is being started, which opens connections already. */
  private volatile Optional<HikariPoolMXBean> standing = Optional.empty();

  /**
   * Starts HikariCP, which does not need the server to be there yet.
   *
   * @param config as the user has it; metrics tracker and exception override become ours, what the
   *     user's override says about an exception is still heard
   * @param patience how long {@link #take} waits for a connection to be opened
   */
  public HikariSource(HikariConfig config, Duration patience, Listener listener) {
    this.listener = listener;
    this.patienceNanos = patience.toNanos();
    physical = new PhysicalConnections(copy(config), this::wanted, listener::opened);
    config.setDataSource(physical);
    // With a user HikariCP would ask for a connection of that user; who opens knows whom.
    config.setCredentials(NOBODY);
    config.setConnectionTimeout(SLICE_MILLIS);
    config.setValidationTimeout(SLICE_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.setMetricsTrackerFactory((_, _) -> new Tracker());
    config.setExceptionOverride(new Breaks(Optional.ofNullable(config.getExceptionOverride())));
    hikari = new HikariDataSource(config);
    standing = Optional.ofNullable(hikari.getHikariPoolMXBean());
  }

  /** HikariCP forgets the URL when it is given a data source. */
  private static HikariConfig copy(HikariConfig config) {
    var copy = new HikariConfig();
    config.copyStateTo(copy);
    return copy;
  }

  @Override
  public Connection take() throws SQLException {
    if (!holdingBroken.isEmpty()) {
      holdingBroken.remove(Thread.currentThread());
    }
    long began = 0;
    while (true) {
      try {
        return hikari.getConnection();
      } catch (SQLTransientConnectionException e) {
        long now = System.nanoTime();
        began = began == 0 ? now - SLICE_MILLIS * 1_000_000 : began;
        if (isHopeless() || now - began >= patienceNanos) {
          throw e;
        }
      }
    }
  }

  /**
   * A server that is away, or does not let us in, will not open a connection in a second either.
   */
  private boolean isHopeless() {
    return isAway
        || hikari.isClosed()
        || physical.lastFailure().map(FailureKind::of).equals(Optional.of(FailureKind.REFUSED));
  }

  @Override
  public void serverIsAway(boolean isAway) {
    this.isAway = isAway;
  }

  @Override
  public void cut() {
    physical.cut();
  }

  /** New connections are opened as this user from now on; those that are open stay. */
  public void openAs(String user, String password) {
    physical.openAs(user, password);
  }

  @Override
  public void atMost(int connections) {
    hikari.setMinimumIdle(Math.min(hikari.getMinimumIdle(), connections));
    hikari.setMaximumPoolSize(connections);
    closeIdleAbove(connections, Integer.MAX_VALUE);
  }

  /** One by one: HikariCP's own eviction would close all that are idle. */
  @Override
  public void closeIdleAbove(int connections, int most) {
    int above = Math.min(most, open() - connections);
    for (; above > 0 && idle() > 0; above--) {
      try (Connection idle = hikari.getConnection()) {
        hikari.evictConnection(idle);
      } catch (SQLException e) {
        return;
      }
    }
  }

  @Override
  public int open() {
    return standing.map(HikariPoolMXBean::getTotalConnections).orElse(0);
  }

  @Override
  public int inUse() {
    return standing.map(HikariPoolMXBean::getActiveConnections).orElse(0);
  }

  private int idle() {
    return standing.map(HikariPoolMXBean::getIdleConnections).orElse(0);
  }

  /** As many as wait, and never more than there may be. */
  private int wanted() {
    return standing
        .map(pool ->
            Math.min(
                pool.getThreadsAwaitingConnection(),
                hikari.getMaximumPoolSize() - pool.getTotalConnections()))
        .orElse(1);
  }

  @Override
  public void close() {
    hikari.close();
    physical.close();
  }

  private final class Tracker implements IMetricsTracker {

    @Override
    public void recordConnectionUsageMillis(long elapsed) {
      // One that broke while it was closed is announced twice.
      if (holdingBroken.isEmpty() || !holdingBroken.remove(Thread.currentThread())) {
        listener.returned(elapsed);
      }
    }
  }

  /** Says which exceptions end a connection, and hears of them. */
  private final class Breaks implements SQLExceptionOverride {

    private final Optional<SQLExceptionOverride> users;

    Breaks(Optional<SQLExceptionOverride> users) {
      this.users = users;
    }

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException e) {
      var theirs =
          users.map(u -> u.adjudicate(e)).orElse(SQLExceptionOverride.Override.CONTINUE_EVICT);
      boolean isEnd =
          switch (theirs) {
            case MUST_EVICT -> true;
            case DO_NOT_EVICT -> false;
            case CONTINUE_EVICT -> FailureKind.of(e).endsConnection();
          };
      if (!isEnd) {
        return SQLExceptionOverride.Override.DO_NOT_EVICT;
      }
      holdingBroken.add(Thread.currentThread());
      listener.broken(e);
      return SQLExceptionOverride.Override.MUST_EVICT;
    }
  }
}
