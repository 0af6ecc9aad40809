package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Question: five of a hundred statements take a second; how long do the others wait?
 *
 * <p>They arrive at a fixed rate, whether those before them are done or not, as users do.
 */
final class LanesQuestion {

  private static final int EVERY_SECOND = 400;
  private static final double SLOW_PART = 0.05;
  private static final int SIZE = 24;
  private static final Duration WARM = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final double ALONE_BAR = 2;

  private LanesQuestion() {}

  static void run(Bars bars) throws Exception {
    try (var server = Server.start(100)) {
      measure(bars, Pools.hikari(server.url(), SIZE), 0);
      measure(bars, Pools.hikari(server.url(), SIZE), SLOW_PART);
      double alone = measure(bars, bounded(server), 0);
      double mixed = measure(bars, bounded(server), SLOW_PART);
      bars.atMost("p99 of the quick, mixed × alone", mixed / alone, ALONE_BAR);
    }
  }

  /** As large as its rivals, so that it does not win by being larger. */
  private static Pools.Lent bounded(Server server) {
    var pool =
        Pools.ours(
            server.url(),
            dev.trimtab.pool.PoolSettings.STANDARD
                .named("lanes")
                .between(2, SIZE)
                .startingAt(SIZE)
                .suspectingLeaksAfter(Duration.ofMinutes(2)),
            dev.trimtab.pool.PoolListener.SILENT);
    return new Pools.Lent("trimtab " + SIZE, pool, pool);
  }

  /** Returns the 99th percentile of the quick ones, in milliseconds. */
  private static double measure(Bars bars, Pools.Lent lent, double slowPart) throws Exception {
    try (Pools.Lent pool = lent) {
      Pools.fill(pool.source(), 2);
      arrive(pool.source(), slowPart, WARM);
      Histogram times = arrive(pool.source(), slowPart, MEASURED);
      bars.say(
          "  %-12s %.0f %% slow: quick ones median %.1f ms, p99 %.1f, longest %.0f (%d)",
          pool.name(),
          100 * slowPart,
          times.getValueAtPercentile(50) / 1e6,
          times.getValueAtPercentile(99) / 1e6,
          times.getMaxValue() / 1e6,
          times.getTotalCount());
      return times.getValueAtPercentile(99) / 1e6;
    }
  }

  private static Histogram arrive(DataSource source, double slowPart, Duration span)
      throws InterruptedException {
    var times = new ConcurrentHistogram(LONGEST.toNanos(), 3);
    List<Thread> threads = new ArrayList<>();
    long began = System.nanoTime();
    long gap = TimeUnit.SECONDS.toNanos(1) / EVERY_SECOND;
    for (long at = began; at - began < span.toNanos(); at += gap) {
      TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
      boolean isSlow = ThreadLocalRandom.current().nextDouble() < slowPart;
      threads.add(
          Thread.ofVirtual().start(isSlow ? () -> report(source) : () -> look(source, times)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return times;
  }

  private static void report(DataSource source) {
    try (Connection connection = source.getConnection()) {
      Work.run(connection, "SELECT pg_sleep(1)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void look(DataSource source, ConcurrentHistogram times) {
    long began = System.nanoTime();
    try (Connection connection = source.getConnection()) {
      Work.WAIT5.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    times.recordValue(System.nanoTime() - began);
  }
}
