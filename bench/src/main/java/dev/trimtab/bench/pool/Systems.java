package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;
import java.util.List;

/**
 * Question: what do more clients get done through this pool than through a fixed one of ten? The
 * claim to beat is 44 queries a second instead of 25.
 */
final class Systems {

  private static final int TEN = 10;
  private static final double CLAIM_BAR = 1.76;
  private static final Duration FINDING = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(3);

  private Systems() {}

  static void run(Bars bars) throws Exception {
    try (var server = Server.start(100)) {
      for (int clients : List.of(50, 200, 500)) {
        double fixed = rate(Pools.hikari(server.url(), TEN), clients);
        double ours = rate(Pools.ours(server.url(), TEN), clients);
        bars.say("  %d clients: %,.0f/s with ten, %,.0f/s with ours", clients, fixed, ours);
        bars.atLeast(clients + " clients, × a fixed pool of ten", ours / fixed, CLAIM_BAR);
      }
    }
  }

  private static double rate(Pools.Lent lent, int clients) throws Exception {
    try (Pools.Lent pool = lent;
        var all = Clients.start(pool.source(), clients, Work.HOLD5::on)) {
      all.during(FINDING);
      return all.during(MEASURED).rate();
    }
  }
}
