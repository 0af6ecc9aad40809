package dev.trimtab.pool;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolException.Kind;
import dev.trimtab.pool.connection.BareDataSource;
import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.lane.CallSite;
import dev.trimtab.pool.lane.Lanes;
import dev.trimtab.pool.server.PostgresView;
import dev.trimtab.pool.server.ServerView;
import dev.trimtab.pool.source.FailureKind;
import dev.trimtab.pool.source.HikariSource;
import dev.trimtab.pool.source.PhysicalConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/**
 * A pool that finds out by itself how many connections may be in use at once, hands them out in
 * turn, and shares a server's connections with its other instances.
 *
 * <p>It opens no connection itself: HikariCP does. What it adds to a borrow is one compare-and-set
 * on the way in and one on the way out.
 *
 * <p>Thread-safe.
 */
public final class SelfSizingPool extends BareDataSource implements AutoCloseable {

  /** Far below anybody's patience, and a hundred times what a refusal costs. */
  private static final long REFUSAL_NANOS = 10_000_000;

  /** What the connection is called that looks at the server. */
  private static final String VIEW_NAME = "trimtab pool view";

  private final PoolSettings settings;
  private final Tally listener;
  private final Gate gate;
  private final Lanes lanes;
  private final HikariSource source;
  private final ServerWatch watch;
  private final Steering steering;
  private final long patienceNanos;
  private volatile boolean isClosed;

  /**
   * Opens a pool over HikariCP; the server does not have to be there yet.
   *
   * @param hikari URL and credentials, and whatever else HikariCP should do; its size, its {@code
   *     ApplicationName} and its connection timeout are set here
   */
  public static SelfSizingPool over(
      HikariConfig hikari, PoolSettings settings, PoolListener listener) {
    if (hikari.getJdbcUrl() == null && hikari.getDataSource() == null) {
      throw new IllegalArgumentException("a pool needs a jdbcUrl or a data source to open with");
    }
    return new SelfSizingPool(hikari, settings, listener);
  }

  /** How long the server may take to answer when it is asked how it is. */
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(1);

  private SelfSizingPool(HikariConfig hikari, PoolSettings settings, PoolListener users) {
    this.settings = settings;
    this.listener = new Tally(users);
    this.patienceNanos = settings.patience().toNanos();
    String application =
        settings.name() + "#" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    hikari.addDataSourceProperty("ApplicationName", application);
    hikari.setPoolName(settings.name());
    hikari.setMaximumPoolSize(settings.max());
    hikari.setMinimumIdle(settings.min());
    this.gate = new Gate(settings.startingAt(), settings.waitingMax(), System::nanoTime);
    this.lanes = new Lanes(settings.startingAt(), settings.waitingMax(), System::nanoTime);
    // HikariCP is given a data source of ours, and forgets who its user is.
    var outside = new HikariConfig();
    hikari.copyStateTo(outside);
    var returns = new Returns(gate, listener);
    this.source = new HikariSource(hikari, settings.patience(), returns);
    ServerView view =
        new PostgresView(
            () -> PhysicalConnections.outside(outside, VIEW_NAME, LOOK_PATIENCE),
            settings.name(),
            application,
            System::nanoTime);
    this.watch =
        new ServerWatch(view, gate, source, returns, listener, this::turnAway, settings.patience());
    this.steering = new Steering(settings, listener, gate, source, watch, returns, lanes);
    steering.start();
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (watch.away() != null) {
      throw away();
    }
    if (steering.isAttentive()) {
      CallSite site = CallSite.here();
      return lend(site, lanes.isSlow(site));
    }
    if (!gate.tryEnter()) {
      waitForPlace();
    }
    return take();
  }

  /** Takes a connection for a place in the gate, or gives the place back. */
  private Connection take() throws SQLException {
    boolean isTaken = false;
    try {
      Connection connection = source.take();
      isTaken = true;
      return connection;
    } catch (SQLException e) {
      throw sourceFailed(e);
    } finally {
      if (!isTaken) {
        gate.leave();
      }
    }
  }

  /** Lends a connection whose way back is watched, through the slow lane if it is a slow one. */
  private Connection lend(CallSite site, boolean isSlow) throws SQLException {
    boolean isLent = false;
    if (isSlow) {
      wait(lanes::enter);
    }
    try {
      if (!gate.tryEnter()) {
        waitForPlace();
      }
      Connection connection = lanes.lend(take(), site, isSlow);
      isLent = true;
      return connection;
    } finally {
      if (!isLent && isSlow) {
        lanes.leave();
      }
    }
  }

  /**
   * Returns the slow lane: who knows that its statements take long asks here, and takes no more
   * than three quarters of the places, however many of its kind there are.
   */
  public DataSource slowLane() {
    return new BareDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        if (watch.away() != null) {
          throw away();
        }
        return lend(CallSite.here(), true);
      }
    };
  }

  private void waitForPlace() throws PoolException {
    wait(gate::enter);
  }

  private void wait(LongFunction<Gate.Entry> place) throws PoolException {
    if (isClosed) {
      throw closed();
    }
    long began = System.nanoTime();
    Gate.Entry entry = place.apply(patienceNanos);
    Duration waited = Duration.ofNanos(System.nanoTime() - began);
    switch (entry) {
      case ENTERED -> listener.waited(waited);
      case TIMED_OUT -> throw failed(Kind.TIMED_OUT, numbers("no connection", waited));
      case FULL -> throw failed(Kind.REFUSED, numbers("too many wait already", waited));
      case INTERRUPTED -> throw failed(Kind.INTERRUPTED, numbers("interrupted", waited));
      case TURNED_AWAY -> throw isClosed ? closed() : away();
    }
  }

  private PoolException closed() {
    return failed(Kind.CLOSED, "the pool %s is closed".formatted(settings.name()));
  }

  /**
   * Who is refused may try again at once, and a hundred virtual threads that do so take the
   * carriers from all others, those among them that would notice the server's return. So it takes a
   * moment.
   */
  private PoolException away() {
    LockSupport.parkNanos(REFUSAL_NANOS);
    ServerWatch.Away away = watch.away();
    return failed(
        Kind.AWAY,
        away == null
            ? numbers("the server was away, and is back", Duration.ZERO)
            : "%s: the server has not answered for %d ms and is looked at every %d ms; it said last: %s; %s"
                .formatted(
                    settings.name(),
                    away.lasted().toMillis(),
                    PostgresView.PAUSE.toMillis(),
                    away.what(),
                    figures()));
  }

  private PoolException failed(Kind kind, String message) {
    listener.failed(kind);
    return new PoolException(kind, message);
  }

  private PoolException sourceFailed(SQLException e) {
    if (isClosed) {
      return closed();
    }
    if (watch.away() != null) {
      return away();
    }
    listener.failed(Kind.SOURCE_FAILED);
    steering.refused(FailureKind.of(e));
    return new PoolException(
        Kind.SOURCE_FAILED,
        "%s; the server says: %s"
            .formatted(
                numbers("no connection could be opened", Duration.ZERO), FailureKind.words(e)),
        e);
  }

  /** What happened, how much, who is in the way, and what was done about it last. */
  private String numbers(String what, Duration waited) {
    return "%s: %s after %d ms; %s".formatted(settings.name(), what, waited.toMillis(), figures());
  }

  private String figures() {
    return "%d in use of %d that may be, %d idle, %d waiting. %s"
        .formatted(
            gate.inside(),
            gate.limit(),
            Math.max(0, source.open() - gate.inside()),
            gate.waiting() + lanes.waiting(),
            steering.lastMove());
  }

  /**
   * Opens new connections as this user from now on, as when a password is rotated. Those that are
   * open stay until they are old.
   */
  public void openAs(String user, String password) {
    source.openAs(user, password);
  }

  /** Returns how many connections may be in use at once, now. */
  public int limit() {
    return gate.limit();
  }

  /** Returns the pool's name. */
  public String name() {
    return settings.name();
  }

  /** Returns what the pool has done so far and how it is. */
  public PoolStatistics statistics() {
    return new PoolStatistics(
        gate.limit(),
        steering.share(),
        gate.inside(),
        source.open(),
        gate.waiting() + lanes.waiting(),
        Integer.toUnsignedLong(gate.left()),
        steering.useMean(),
        listener.waits(),
        listener.opens(),
        listener.failures(),
        listener.broken(),
        listener.moves());
  }

  /** Returns in a few lines how the pool is and why. */
  public String describe() {
    return """
    %s: %d in use of %d that may be, %d open, %d waiting%s
    %s
    %s
    In use for %.1f ms on average; waits: %s; opened: %s.
    """
        .formatted(
            settings.name(),
            gate.inside(),
            gate.limit(),
            source.open(),
            gate.waiting(),
            lanes.inside() + lanes.waiting() > 0
                ? "; in the slow lane %d in use, %d waiting"
                    .formatted(lanes.inside(), lanes.waiting())
                : "",
            steering.lastMove(),
            steering.bounds(),
            steering.useMean().toNanos() / 1e6,
            listener.waits(),
            listener.opens());
  }

  private void turnAway() {
    lanes.turnAway();
    gate.turnAway();
  }

  @Override
  public void close() {
    isClosed = true;
    turnAway();
    steering.stop();
    source.close();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(source)) {
      return type.cast(source);
    }
    throw new SQLException("a pool is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this) || type.isInstance(source);
  }
}
