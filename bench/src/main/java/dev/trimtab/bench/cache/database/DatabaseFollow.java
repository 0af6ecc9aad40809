package dev.trimtab.bench.cache.database;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.cache.postgres.InvalidationStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Question: does a cache that follows the log stay right while other clients change rows by plain
 * SQL, and how soon does it show a change? Writers change rows in small transactions, readers read
 * through the cache and compare each value with what had been committed a second before, and in the
 * middle the server crashes and comes back.
 */
public final class DatabaseFollow {

  private static final int ROWS = 10_000;
  private static final int WRITERS = 2;
  private static final int READERS = 2;

  /** A change that is still not shown after this is wrong. */
  private static final Duration STALE_AFTER = Duration.ofSeconds(1);

  /** One change of so many is watched until it shows. */
  private static final int WATCHED = 50;

  private static final double VISIBLE_MILLIS_BAR = 20;

  private final FollowedTable table;
  private final int changes;
  private final History history = new History(ROWS);
  private final int[] versions = new int[ROWS];
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicBoolean isDone = new AtomicBoolean();
  private final LongAdder reads = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final BlockingQueue<Watched> watched = new ArrayBlockingQueue<>(64);
  private final List<Double> visibleMillis = new ArrayList<>();

  private record Watched(int row, int version, long committedAt) {}

  private DatabaseFollow(FollowedTable table, int changes) {
    this.table = table;
    this.changes = changes;
  }

  /** Runs it; the first argument is the number of changes, 100,000 if absent. */
  public static void run(Bars bars, String... args) throws Exception {
    int changes = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    try (var table = new FollowedTable(ROWS)) {
      new DatabaseFollow(table, changes).run(bars);
    }
  }

  private void run(Bars bars) throws Exception {
    bars.say(
        "%,d changes of %,d rows by %d writers, %d readers, a crash of PostgreSQL in the middle",
        changes, ROWS, WRITERS, READERS);
    long start = System.nanoTime();
    var writers = new ArrayList<Thread>();
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers.add(Thread.ofPlatform().start(() -> write(writer)));
    }
    var others = new ArrayList<Thread>();
    for (int i = 0; i < READERS; i++) {
      int reader = i;
      others.add(Thread.ofPlatform().start(() -> read(reader)));
    }
    others.add(Thread.ofPlatform().start(this::watch));
    crashInTheMiddle();
    for (Thread writer : writers) {
      writer.join();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Thread.sleep(STALE_AFTER);
    isDone.set(true);
    for (Thread other : others) {
      other.join();
    }
    report(bars, took);
  }

  private void report(Bars bars, Duration took) throws SQLException {
    double[] millis = visibleMillis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    var statistics = table.region().statistics();
    bars.say(
        "  %,d changes in %,d ms; %,d reads, hit rate %.3f, %,d loads, %,d reads failed while the server was away",
        changes,
        took.toMillis(),
        reads.sum(),
        statistics.hitRate(),
        statistics.loads(),
        failed.sum());
    bars.say(
        "  visible after commit: median %.2f ms, nine of ten %.2f, 99 of 100 %.2f, longest %.1f (%d watched)",
        at(millis, 0.5),
        at(millis, 0.9),
        at(millis, 0.99),
        millis[millis.length - 1],
        millis.length);
    InvalidationStatus status = table.invalidation().status();
    bars.say(
        "  heard %,d transactions, %,d tags, %d flushes; now %s",
        status.transactions(), status.tags(), status.flushes(), status.state());
    bars.atMost("stale reads later than 1 s after commit", stale.sum(), 0);
    bars.atMost("cached rows that differ from the table at the end", different(), 0);
    bars.atMost("median until visible, ms", at(millis, 0.5), VISIBLE_MILLIS_BAR);
    bars.holds("follows after the restart", status.state() == InvalidationStatus.State.FOLLOWING);
    bars.atLeast("flushes: at the start and for the gap", status.flushes(), 2);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
  }

  /** Each writer has rows of its own, so that versions only grow; transactions of 1 to 10 rows. */
  private void write(int writer) {
    var random = new SplittableRandom(writer);
    while (begun.get() < changes) {
      try (Connection connection = table.connect();
          PreparedStatement update =
              connection.prepareStatement("UPDATE items SET version = ? WHERE id = ?")) {
        connection.setAutoCommit(false);
        while (begun.get() < changes) {
          writeOnce(writer, random, connection, update);
        }
      } catch (SQLException e) {
        // The server is away; what was not committed is written again.
        pause();
      }
    }
  }

  private void writeOnce(
      int writer, SplittableRandom random, Connection connection, PreparedStatement update)
      throws SQLException {
    int size = random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 1;
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = random.nextInt(ROWS / WRITERS) * WRITERS + writer;
    }
    // Always in one order, as a careful application does.
    Arrays.sort(rows);
    for (int row : rows) {
      update.setInt(1, versions[row] + 1);
      update.setLong(2, row);
      update.executeUpdate();
      versions[row]++;
    }
    connection.commit();
    for (int row : rows) {
      history.committed(row, versions[row]);
    }
    int number = begun.addAndGet(size);
    if (number % WATCHED < size) {
      watched.offer(new Watched(rows[0], versions[rows[0]], System.nanoTime()));
    }
  }

  private void read(int reader) {
    var random = new SplittableRandom(1_000 + reader);
    while (!isDone.get()) {
      try (Connection connection = table.connect();
          PreparedStatement select =
              connection.prepareStatement("SELECT version::text FROM items WHERE id = ?")) {
        while (!isDone.get()) {
          // Squared, so that some rows are asked for much more often than others.
          double hot = random.nextDouble() * random.nextDouble();
          int row = (int) (hot * ROWS);
          long moment = System.nanoTime() - STALE_AFTER.toNanos();
          int version = table.version(row, select);
          reads.increment();
          if (version < history.at(row, moment)) {
            stale.increment();
          }
        }
      } catch (SQLException | RuntimeException e) {
        failed.increment();
        pause();
      }
    }
  }

  /** Asks again and again, as a user does that presses reload. */
  private void watch() {
    while (!isDone.get()) {
      try (Connection connection = table.connect();
          PreparedStatement select =
              connection.prepareStatement("SELECT version::text FROM items WHERE id = ?")) {
        while (!isDone.get()) {
          Watched next = watched.poll(100, TimeUnit.MILLISECONDS);
          if (next != null) {
            watch(next, select);
          }
        }
      } catch (SQLException | RuntimeException e) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void watch(Watched next, PreparedStatement select) throws InterruptedException {
    while (table.version(next.row(), select) < next.version()) {
      TimeUnit.MICROSECONDS.sleep(50);
    }
    visibleMillis.add((System.nanoTime() - next.committedAt()) / 1e6);
    watched.clear();
  }

  private void crashInTheMiddle() throws IOException, InterruptedException {
    while (begun.get() < changes / 2) {
      Thread.sleep(5);
    }
    table.crash();
  }

  /** A write that failed may have been committed all the same, so that the table has the say. */
  private int different() throws SQLException {
    int different = 0;
    try (Connection connection = table.connect();
        PreparedStatement select =
            connection.prepareStatement("SELECT version::text FROM items WHERE id = ?")) {
      for (long row = 0; row < ROWS; row++) {
        String cached = table.region().peek(row).orElse("");
        if (!cached.isEmpty() && !cached.equals(FollowedTable.select(row, select).orElseThrow())) {
          different++;
        }
      }
    }
    return different;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
