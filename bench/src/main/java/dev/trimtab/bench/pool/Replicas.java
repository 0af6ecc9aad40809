package dev.trimtab.bench.pool;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.replica.ReplicaSettings;
import dev.trimtab.pool.replica.ReplicatedPool;
import dev.trimtab.pool.replica.UnitOfWork;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.testkit.TestReplicas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Question: do reads leave a replica that is slow, behind or dead, and do they see what their unit
 * of work wrote? A primary and two replicas that stream from it, each behind a network that can be
 * slowed down.
 *
 * <p>{@code replicas [READS]}: how many units write and read, 100,000 if absent.
 */
final class Replicas implements AutoCloseable {

  private static final int READERS = 16;
  private static final Duration NETWORK = Duration.ofMillis(1);
  private static final Duration SLOW_NETWORK = Duration.ofMillis(10);
  private static final Duration REACTION = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(5);

  private static final double SLOW_SHARE_BAR = 0.1;
  private static final double P99_BAR = 1.3;
  private static final double ON_REPLICAS_BAR = 0.7;
  private static final long PROMOTION_BAR_MILLIS = 5_000;

  private final Bars bars;
  private final Path folder;
  private final TestReplicas servers;
  private final List<FaultyProxy> networks = new ArrayList<>();
  private final ReplicatedPool pool;

  private Replicas(Bars bars) throws Exception {
    this.bars = bars;
    folder = Files.createTempDirectory("pool-replicas");
    servers = TestReplicas.start(folder, 2, Map.of("max_connections", "100"));
    servers.execute(
        0,
        "CREATE TABLE items (id int PRIMARY KEY, version int NOT NULL); "
            + "INSERT INTO items SELECT i, 0 FROM generate_series(0, 9999) i");
    List<HikariConfig> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var network = FaultyProxy.to(servers.port(i));
      networks.add(network);
      all.add(Pools.config("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(network.port())));
    }
    pool =
        ReplicatedPool.over(
            all,
            ReplicaSettings.STANDARD,
            PoolSettings.STANDARD.named("replicas").between(2, 25).startingAt(10),
            PoolListener.SILENT);
    pool.awaitServers(Duration.ofSeconds(20));
  }

  static void run(Bars bars, Asked asked) throws Exception {
    int reads = asked.next("READS").map(word -> word.upTo(Integer.MAX_VALUE)).orElse(100_000);
    asked.end();
    try (var question = new Replicas(bars)) {
      question.slow();
      question.paused();
      question.ownWrites(reads);
      question.killed();
      question.promoted();
    }
  }

  private long readsOf(int server) {
    return pool.reads()
        .getOrDefault("127.0.0.1:%d/postgres".formatted(networks.get(server).port()), 0L);
  }

  private static void look(Connection connection) throws SQLException {
    Work.run(connection, "SELECT version FROM items WHERE id = 1");
  }

  private Clients readers() {
    return Clients.start(
        pool,
        READERS,
        connection -> {
          connection.setReadOnly(true);
          look(connection);
        });
  }

  private void slow() throws Exception {
    networks.forEach(network -> network.delay(NETWORK));
    try (var readers = readers()) {
      readers.during(REACTION);
      double healthy = readers.during(MEASURED).millis(99);
      networks.get(1).delay(SLOW_NETWORK);
      readers.during(REACTION);
      long before = readsOf(1);
      Clients.Done done = readers.during(MEASURED);
      double share = (readsOf(1) - before) / (done.rate() * done.seconds());
      bars.say(
          "  p99 %.1f ms healthy, %.1f with one ten times slower, %.0f/s",
          healthy, done.millis(99), done.rate());
      bars.atMost("share of reads on the slow one after 2 s", share, SLOW_SHARE_BAR);
      bars.atMost("p99 × healthy", done.millis(99) / healthy, P99_BAR);
      networks.forEach(FaultyProxy::pass);
      Duration back = await(() -> readsOf(1) > before + 1_000);
      bars.say("  back in use %,d ms after its network was well again", back.toMillis());
      bars.atMost("failed reads", (long) readers.failures().size(), 0L);
    }
  }

  private interface Claim {
    boolean holds() throws Exception;
  }

  private static Duration await(Claim claim) throws Exception {
    long began = System.nanoTime();
    while (!claim.holds() && System.nanoTime() - began < 60_000_000_000L) {
      Thread.sleep(1);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void paused() throws Exception {
    servers.execute(1, "SELECT pg_wal_replay_pause()");
    servers.execute(0, "UPDATE items SET version = version WHERE id = 2");
    try (var readers = readers()) {
      readers.during(Duration.ofSeconds(1));
      long before = readsOf(1);
      readers.during(Duration.ofSeconds(2));
      // Those that were under way when the look came are over by now.
      bars.atMost("reads on a replica paused for a second", readsOf(1) - before, 0L);
    }
    servers.execute(1, "SELECT pg_wal_replay_resume()");
    await(() -> pool.describe().lines().allMatch(line -> line.contains("good, ")));
  }

  private void ownWrites(int units) throws Exception {
    var next = new AtomicInteger();
    var stale = new AtomicLong();
    var failures = new ConcurrentLinkedQueue<String>();
    long before = readsOf(1) + readsOf(2);
    List<Thread> threads = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < READERS; i++) {
      int row = 100 + i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 1; next.getAndIncrement() < units; n++) {
                  try {
                    stale.addAndGet(writeAndRead(row, n) == n ? 0 : 1);
                  } catch (Exception e) {
                    failures.add(String.valueOf(e.getMessage()));
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double onReplicas = (readsOf(1) + readsOf(2) - before) / (double) units;
    bars.say(
        "  %,d units wrote and read in %.0f s, %.2f of the reads on replicas",
        units, (System.nanoTime() - began) / 1e9, onReplicas);
    bars.atMost("stale reads of what was just written", stale.get(), 0L);
    bars.atLeast("part of the reads on replicas", onReplicas, ON_REPLICAS_BAR);
    bars.atMost("failures: " + failures.peek(), (long) failures.size(), 0L);
  }

  private int writeAndRead(int row, int version) throws Exception {
    var unit = UnitOfWork.begin();
    unit.call(() -> {
      try (Connection connection = pool.getConnection()) {
        Work.run(connection, "UPDATE items SET version = %d WHERE id = %d".formatted(version, row));
      }
      return true;
    });
    return UnitOfWork.continuing(unit.token())
        .call(() ->
            pool.read(connection -> {
              try (var statement = connection.createStatement();
                  var result =
                      statement.executeQuery("SELECT version FROM items WHERE id = " + row)) {
                result.next();
                return result.getInt(1);
              }
            }));
  }

  /** Reads are repeated once, as {@link ReplicatedPool#read} does it. */
  private void killed() throws Exception {
    var failed = new ConcurrentLinkedQueue<String>();
    var isOver = new java.util.concurrent.atomic.AtomicBoolean();
    var count = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!isOver.get()) {
                  try {
                    pool.read(connection -> {
                      look(connection);
                      return true;
                    });
                    count.incrementAndGet();
                  } catch (SQLException e) {
                    failed.add(String.valueOf(e.getMessage()));
                  }
                }
              }));
    }
    Thread.sleep(1_000);
    servers.kill(1);
    Thread.sleep(3_000);
    isOver.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    bars.say("  %,d reads while a replica was killed", count.get());
    bars.atMost("failed reads, repeated once: " + failed.peek(), (long) failed.size(), 0L);
  }

  private void promoted() throws Exception {
    servers.kill(0);
    servers.execute(2, "SELECT pg_promote()");
    Duration took =
        await(() -> {
          try (Connection connection = pool.getConnection()) {
            Work.run(connection, "UPDATE items SET version = 0 WHERE id = 3");
            return true;
          } catch (SQLException e) {
            return false;
          }
        });
    bars.atMost("writes again after the promotion, ms", took.toMillis(), PROMOTION_BAR_MILLIS);
  }

  @Override
  public void close() {
    pool.close();
    networks.forEach(FaultyProxy::close);
    servers.close();
    Server.delete(folder);
  }
}
