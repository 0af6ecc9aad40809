package dev.trimtab.pool.replica;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolException;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import dev.trimtab.pool.control.Move;
import dev.trimtab.pool.lane.Leak;
import dev.trimtab.pool.source.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One of the servers: its pool, and what is known of it. Thread-safe; what is known is set by the
 * fleet under its lock.
 */
final class Endpoint implements Choice.Candidate, AutoCloseable {

  private static final String REPLAYED = "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text";

  private final String name;
  private final SelfSizingPool pool;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final LongAdder reads = new LongAdder();
  private final Latency used = new Latency();
  private final Latency probed = new Latency();
  private final AtomicLong log = new AtomicLong();

  private volatile Standing standing = Standing.UNKNOWN;
  private volatile boolean isPrimary;
  private volatile long timeline;
  private volatile Duration lag = Duration.ZERO;
  private volatile String lastFailure = "nobody has reached it yet";

  Endpoint(String name, SelfSizingPool pool) {
    this.name = name;
    this.pool = pool;
  }

  /** Opens the pool of one server; what breaks there is told to the fleet. */
  static Endpoint open(
      HikariConfig server, PoolSettings settings, PoolListener listener, Fleet fleet) {
    String name =
        server.getJdbcUrl().replaceFirst("^jdbc:postgresql://", "").replaceAll("[?].*", "");
    var ears = new Ears(listener);
    var endpoint = new Endpoint(name, SelfSizingPool.over(server, settings, ears));
    ears.onBreak = () -> fleet.suspect(endpoint);
    return endpoint;
  }

  /** The user's listener, and ours behind it. */
  private static final class Ears implements PoolListener {

    private final PoolListener users;
    private volatile Runnable onBreak = () -> {};

    Ears(PoolListener users) {
      this.users = users;
    }

    @Override
    public void moved(Move move) {
      users.moved(move);
    }

    @Override
    public void waited(Duration time) {
      users.waited(time);
    }

    @Override
    public void opened(Duration time) {
      users.opened(time);
    }

    @Override
    public void leaked(Leak leak) {
      users.leaked(leak);
    }

    @Override
    public void failed(PoolException.Kind kind) {
      users.failed(kind);
    }

    @Override
    public void left(String why) {
      onBreak.run();
      users.left(why);
    }

    @Override
    public void returned(Duration away) {
      users.returned(away);
    }

    @Override
    public void broken(FailureKind kind) {
      onBreak.run();
      users.broken(kind);
    }
  }

  String name() {
    return name;
  }

  Connection borrow() throws SQLException {
    outstanding.incrementAndGet();
    boolean isLent = false;
    try {
      Connection connection = pool.getConnection();
      isLent = true;
      return connection;
    } finally {
      if (!isLent) {
        outstanding.decrementAndGet();
      }
    }
  }

  /** A connection went back that was in use for some time. */
  void gaveBack(long tookNanos, boolean isRead) {
    outstanding.decrementAndGet();
    if (isRead) {
      used.add(tookNanos);
      reads.increment();
    }
  }

  /**
   * Returns whether this server shows everything up to a position, asking it if it is not known.
   *
   * @param connection to this server
   */
  boolean shows(Lsn needed, Connection connection) throws SQLException {
    if (isKnownToShow(needed)) {
      return true;
    }
    try (PreparedStatement ask = connection.prepareStatement(REPLAYED);
        ResultSet row = ask.executeQuery()) {
      row.next();
      Lsn now = Lsn.parse(row.getString(1));
      log.accumulateAndGet(
          now.position(), (old, its) -> Long.compareUnsigned(old, its) > 0 ? old : its);
      return now.reaches(needed);
    }
  }

  boolean isKnownToShow(Lsn needed) {
    return log().reaches(needed);
  }

  void answered(Probe.Answer answer) {
    isPrimary = answer.isPrimary();
    timeline = answer.timeline();
    log.set(answer.log().position());
    probed.add(answer.tookNanos());
  }

  void lags(Duration now) {
    lag = now;
  }

  void stands(Standing now) {
    // What it took before it was slow says nothing about what it takes now.
    if (now.isGood() && !standing.isGood()) {
      used.set(0);
    }
    standing = now;
  }

  void unreachable(String why) {
    lastFailure = why;
  }

  Standing standing() {
    return standing;
  }

  boolean isPrimary() {
    return isPrimary;
  }

  long timeline() {
    return timeline;
  }

  Lsn log() {
    return new Lsn(log.get());
  }

  Duration lag() {
    return lag;
  }

  long reads() {
    return reads.sum();
  }

  long probedNanos() {
    return probed.nanos();
  }

  @Override
  public int outstanding() {
    return outstanding.get();
  }

  @Override
  public long latencyNanos() {
    return used.nanos();
  }

  String describe() {
    return "%s: %s, %s, %d reads, %.1f ms a use, lag %d ms, log %s%s"
        .formatted(
            name,
            isPrimary ? "primary" : "replica",
            standing.state().name().toLowerCase(Locale.ROOT),
            reads(),
            used.nanos() / 1e6,
            lag.toMillis(),
            log(),
            standing.isGood() ? "" : "; it said last: " + lastFailure);
  }

  @Override
  public void close() {
    pool.close();
  }
}
