package dev.trimtab.bench.batch;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Code that asks for three kinds of children of fifty parents one by one, in a transaction of
 * REPEATABLE READ, through a pool: as it is, and with loops run ahead. The code is the same.
 *
 * <p>Success, said before running: at least 95 % fewer statements; at least 6 times as fast at 0 ms
 * of round trip, 25 times at 1 ms.
 */
final class AutomaticWays {

  private static final int ROUNDS = 40;

  /** Transactions until loops are known, examined and compared, and the code is warm. */
  private static final int WARM = 1_000;

  private AutomaticWays() {}

  static void main() throws Exception {
    var bars = new Bars();
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of());
        var proxy = FaultyProxy.to(server.port())) {
      try (Connection direct = server.connect("postgres")) {
        LoadWays.prepare(direct);
      }
      for (int millis : new int[] {0, 1, 5}) {
        int port = millis == 0 ? server.port() : proxy.port();
        if (millis > 0) {
          proxy.delay(Duration.ofNanos(millis * 500_000L));
        }
        String url =
            "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
                .formatted(port, EmbeddedServer.SUPERUSER, server.password());
        try (HikariDataSource plain = pool(url);
            HikariDataSource other = pool(url)) {
          compare(bars, plain, other, millis);
        }
      }
    }
    System.exit(bars.finish());
  }

  private static HikariDataSource pool(String url) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(1);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  private static void compare(Bars bars, DataSource plain, DataSource other, int millis)
      throws SQLException {
    var statements = new AtomicLong();
    var automatic = new AutomaticBatching(AutomaticSettings.STANDARD);
    var counting = new Observer(report -> statements.addAndGet(report.executions()));
    var watched =
        new ObservedDataSource(
            other,
            new Observer(automatic.before(report -> statements.addAndGet(report.executions()))),
            automatic);
    int warm = millis == 0 ? WARM : 12;
    int rounds = millis == 5 ? ROUNDS / 4 : ROUNDS;
    var loop = new ArrayList<Double>();
    var ahead = new ArrayList<Double>();
    var hand = new ArrayList<Double>();
    for (int round = -warm; round < rounds; round++) {
      double one = millis(plain, LoadWays::loop);
      double two = millis(watched, LoadWays::loop);
      double three = millis(plain, LoadWays::byHand);
      if (round >= 0) {
        loop.add(one);
        ahead.add(two);
        hand.add(three);
      }
    }
    statements.set(0);
    millis(new ObservedDataSource(plain, counting), LoadWays::loop);
    long before = statements.getAndSet(0);
    millis(watched, LoadWays::loop);
    long after = statements.get();
    bars.say("%n%d ms there and back: median ms, lowest to highest", millis);
    bars.say("%s", line("as it is", loop, before));
    bars.say("%s", line("loops run ahead", ahead, after));
    bars.say("%s", line("four by hand", hand, 4));
    String at = " at %d ms".formatted(millis);
    bars.say("  by hand it is %.1f times as fast", median(loop) / median(hand));
    bars.atLeast("fewer statements, %" + at, 100.0 * (before - after) / before, 95);
    double factor = median(loop) / median(ahead);
    if (millis == 5) {
      bars.say("  %.1f times as fast", factor);
    } else {
      bars.atLeast("times as fast" + at, factor, millis == 0 ? 6 : 25);
    }
    automatic
        .loops()
        .forEach(its ->
            bars.say(
                "    %s %s: %d statements for %,d keys, %,d used %s",
                its.stage(), its.sql(), its.batches(), its.keys(), its.used(), its.reason()));
  }

  private static String line(String name, List<Double> times, long statements) {
    double[] sorted = times.stream().mapToDouble(t -> t).sorted().toArray();
    return "  %-18s %8.2f  (%.2f to %.2f)  %d statements"
        .formatted(name, median(times), sorted[0], sorted[sorted.length - 1], statements);
  }

  private static double median(List<Double> times) {
    double[] sorted = times.stream().mapToDouble(t -> t).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** What is done in a transaction. */
  private interface Work {
    int rows(LoadWays ways) throws SQLException;
  }

  private static double millis(DataSource source, Work work) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = source.getConnection()) {
      int rows = work.rows(new LoadWays(connection));
      if (rows != LoadWays.ROWS) {
        throw new IllegalStateException("found %d rows".formatted(rows));
      }
      connection.commit();
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
