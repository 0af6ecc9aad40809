package dev.trimtab.scenarios;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * Requests of many users at once through a pool. Each holds a connection while it reads, does
 * something elsewhere for a while (another service, a template), and reads again: as long as that
 * lasts the connection does nothing, and another could be used.
 */
public final class PooledRequests {

  private static final Duration ELSEWHERE = Duration.ofMillis(5);

  /** What a pool that finds its size needs to find it, and the usual one to fill. */
  private static final Duration SETTLING = Duration.ofSeconds(4);

  private static final Duration SPAN = Duration.ofMillis(700);
  private static final int SPANS = 3;

  /** Nobody is refused here: with the fixed pool the last of five hundred waits longest. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String url;
  private final String user;
  private final String password;
  private final List<WorkloadStatement> statements;
  private final long seed;

  /**
   * Prepares.
   *
   * @param statements that each request sends, in order; the pause is after the first
   */
  public PooledRequests(
      String url, String user, String password, List<WorkloadStatement> statements, long seed) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.statements = List.copyOf(statements);
    this.seed = seed;
  }

  /** Returns requests per second through HikariCP of a fixed size, in several spans. */
  public List<Double> throughFixed(int size, int clients) throws InterruptedException {
    HikariConfig config = config();
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(PATIENCE.toMillis());
    try (var pool = new HikariDataSource(config)) {
      return rates(pool, clients);
    }
  }

  /** Returns the same through a pool that finds its size, begun at a size. */
  public List<Double> throughSelfSizing(int start, int clients) throws InterruptedException {
    PoolSettings settings =
        PoolSettings.STANDARD.named("emissions").startingAt(start).waitingFor(PATIENCE);
    try (var pool = SelfSizingPool.over(config(), settings, PoolListener.SILENT)) {
      return rates(pool, clients);
    }
  }

  private HikariConfig config() {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    return config;
  }

  private List<Double> rates(DataSource pool, int clients) throws InterruptedException {
    var isOver = new AtomicBoolean();
    var done = new LongAdder();
    var failures = new ConcurrentLinkedQueue<SQLException>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      RandomGenerator random = Draws.of(seed, "pooled requests", i);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!isOver.get() && failures.isEmpty()) {
                  request(pool, random, failures);
                  done.increment();
                }
              }));
    }
    var rates = new ArrayList<Double>();
    TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
    for (int i = 0; i < SPANS; i++) {
      long before = done.sum();
      long began = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(SPAN.toNanos());
      rates.add((done.sum() - before) / ((System.nanoTime() - began) / 1e9));
    }
    isOver.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    SQLException failure = failures.peek();
    if (failure != null) {
      throw ScenarioException.statement("pooled requests", 0, failure);
    }
    return rates;
  }

  private void request(
      DataSource pool, RandomGenerator random, ConcurrentLinkedQueue<SQLException> failures) {
    try (Connection connection = pool.getConnection()) {
      boolean isFirst = true;
      for (WorkloadStatement statement : statements) {
        send(connection, statement, random);
        if (isFirst) {
          TimeUnit.NANOSECONDS.sleep(ELSEWHERE.toNanos());
        }
        isFirst = false;
      }
    } catch (SQLException e) {
      failures.add(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(
      Connection connection, WorkloadStatement statement, RandomGenerator random)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      int at = 1;
      for (Object value : statement.parameters().draw(random)) {
        prepared.setObject(at++, value);
      }
      try (ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          rows.getObject(1);
        }
      }
    }
  }
}
