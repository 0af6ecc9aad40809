package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;

/** Question: when half of the clients go, is the limit near what is wanted after thirty seconds? */
final class Halving {

  private static final int HALF = 30;
  private static final Duration FULL = Duration.ofSeconds(10);
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);
  private static final double NEED_BAR = 1.2;

  private Halving() {}

  static void run(Bars bars) throws Exception {
    try (var server = Server.start(100);
        var pool = Pools.ours(server.url(), 10);
        var staying = Clients.start(pool.source(), HALF, Work.WAIT5::on)) {
      try (var going = Clients.start(pool.source(), HALF, Work.WAIT5::on)) {
        going.during(FULL);
      }
      var sizes = new Sizes(pool.source());
      bars.say("  limit %.0f with %d clients", sizes.mean(), 2 * HALF);
      Clients.Done done = staying.during(AFTERWARDS);
      double limit = new Sizes(pool.source()).mean();
      bars.say("  limit %.0f with %d clients, %,.0f/s", limit, HALF, done.rate());
      bars.atMost("limit × need after 30 s", limit / HALF, NEED_BAR);
      bars.atLeast("limit × need", limit / HALF, 2 - NEED_BAR);
    }
  }
}
