package dev.trimtab.pool.replica;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.connection.BareDataSource;
import dev.trimtab.pool.source.FailureKind;
import dev.trimtab.pool.source.PhysicalConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One data source over a primary and its replicas. What only reads goes to a replica that is close
 * to the primary, answers fast and has little to do; what writes goes to the primary, whichever
 * that is now. Which server is what is found out by asking.
 *
 * <p>A transaction is one that only reads if its connection was told so by {@link
 * Connection#setReadOnly} before its first statement. What a {@link UnitOfWork} wrote it sees.
 *
 * <p>Thread-safe.
 */
public final class ReplicatedPool extends BareDataSource implements AutoCloseable {

  private static final String VIEW_NAME = "trimtab pool look";

  /** Reads that find no replica in so many go to the primary. */
  private static final int TRIES_MAX = 3;

  /** How long to wait for a replica to come as far as is needed, each time. */
  private static final long CATCHING_UP_NANOS = 1_000_000;

  /** What is done with a connection that only reads. */
  @FunctionalInterface
  public interface Read<T> {
    T on(Connection connection) throws SQLException;
  }

  private final Fleet fleet;
  private final List<Watcher> watchers = new ArrayList<>();

  private ReplicatedPool(
      List<HikariConfig> servers,
      ReplicaSettings settings,
      PoolSettings each,
      PoolListener listener) {
    fleet = new Fleet(settings, System::nanoTime);
    List<Endpoint> endpoints = new ArrayList<>();
    for (HikariConfig server : servers) {
      var outside = new HikariConfig();
      server.copyStateTo(outside);
      Endpoint endpoint = Endpoint.open(server, each, listener, fleet);
      endpoints.add(endpoint);
      watchers.add(
          new Watcher(
              fleet,
              endpoint,
              () -> PhysicalConnections.outside(outside, VIEW_NAME, settings.lookPatience()),
              settings.lookEvery()));
    }
    fleet.of(endpoints);
    watchers.forEach(Watcher::start);
  }

  /**
   * Opens pools for all servers, which do not have to be there yet.
   *
   * @param servers in any order, by {@code jdbcUrl}: which one is the primary is found out
   * @param each settings of each server's pool
   */
  public static ReplicatedPool over(
      List<HikariConfig> servers,
      ReplicaSettings settings,
      PoolSettings each,
      PoolListener listener) {
    if (servers.isEmpty() || servers.stream().anyMatch(one -> one.getJdbcUrl() == null)) {
      throw new IllegalArgumentException(
          "need one server at least, each with a jdbcUrl, got %d".formatted(servers.size()));
    }
    return new ReplicatedPool(List.copyOf(servers), settings, each, listener);
  }

  @Override
  public Connection getConnection() {
    return new RoutedConnection(this::borrow);
  }

  /**
   * Reads, and reads once more elsewhere if the connection breaks meanwhile: what only reads can be
   * repeated without harm.
   */
  public <T> T read(Read<T> read) throws SQLException {
    try {
      return readOnce(read);
    } catch (SQLException e) {
      if (!FailureKind.of(e).endsConnection()) {
        throw e;
      }
      return readOnce(read);
    }
  }

  private <T> T readOnce(Read<T> read) throws SQLException {
    try (Connection connection = getConnection()) {
      connection.setReadOnly(true);
      return read.on(connection);
    }
  }

  private RoutedConnection.Lease borrow(boolean isReadOnly) throws SQLException {
    if (isReadOnly) {
      Lsn needed = UnitOfWork.current().map(UnitOfWork::written).orElse(Lsn.NONE);
      for (int i = 0; i < TRIES_MAX; i++) {
        Optional<Endpoint> replica = fleet.replica(needed);
        if (replica.isEmpty()) {
          break;
        }
        Optional<RoutedConnection.Lease> lease = borrow(replica.get(), needed);
        if (lease.isPresent()) {
          return lease.get();
        }
        // Most are behind by less than it takes to ask the next one.
        LockSupport.parkNanos(CATCHING_UP_NANOS);
      }
    }
    return borrowFromPrimary(isReadOnly);
  }

  /** Returns nothing if the replica is away, or not as far as is needed. */
  private Optional<RoutedConnection.Lease> borrow(Endpoint replica, Lsn needed) {
    long began = System.nanoTime();
    Connection connection;
    try {
      connection = replica.borrow();
    } catch (SQLException e) {
      fleet.unreachable(replica, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    boolean isFit = false;
    try {
      isFit = replica.shows(needed, connection);
    } catch (SQLException e) {
      fleet.unreachable(replica, String.valueOf(e.getMessage()));
    } finally {
      if (!isFit) {
        // Nothing was read there, and how long it took says nothing about reads.
        giveBack(new RoutedConnection.Lease(replica, connection, false, began));
      }
    }
    return isFit
        ? Optional.of(new RoutedConnection.Lease(replica, connection, true, began))
        : Optional.empty();
  }

  private static void giveBack(RoutedConnection.Lease lease) {
    try {
      lease.end();
    } catch (SQLException e) {
      // It is of no use, which is why it goes back.
      return;
    }
  }

  private RoutedConnection.Lease borrowFromPrimary(boolean isReadOnly) throws SQLException {
    long began = System.nanoTime();
    Endpoint primary =
        fleet
            .primary()
            .orElseThrow(() ->
                new SQLTransientConnectionException(
                    "no server of %d was the primary for %d ms:\n%s"
                        .formatted(
                            fleet.endpoints().size(),
                            Duration.ofNanos(System.nanoTime() - began).toMillis(),
                            fleet.describe()),
                    "08001"));
    // A read that came here for want of a replica must not be taken for a transaction that writes.
    return new RoutedConnection.Lease(primary, primary.borrow(), isReadOnly, began);
  }

  /** Waits until every server has answered, or for a while; to begin with all of them. */
  public void awaitServers(Duration atMost) throws InterruptedException {
    fleet.awaitFirstLooks(atMost);
  }

  /** Returns how many reads each server has answered, by its address. */
  public Map<String, Long> reads() {
    var reads = new LinkedHashMap<String, Long>();
    fleet.endpoints().forEach(one -> reads.put(one.name(), one.reads()));
    return reads;
  }

  /** Returns the address of the primary; nothing if none is known. */
  public Optional<String> primary() {
    return fleet.endpoints().stream()
        .filter(one -> one.isPrimary() && one.standing().isGood())
        .reduce((one, other) -> other.timeline() > one.timeline() ? other : one)
        .map(Endpoint::name);
  }

  /** Returns in a line for each server how it is. */
  public String describe() {
    return fleet.describe();
  }

  @Override
  public void close() {
    watchers.forEach(Watcher::close);
    fleet.endpoints().forEach(Endpoint::close);
  }
}
