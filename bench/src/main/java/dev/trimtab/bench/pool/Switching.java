package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;

/**
 * Question: when the load becomes another one every twenty seconds, how much gets done of what an
 * oracle that knows the best size of each would do?
 *
 * <p>{@code switch [MINUTES]}, 10 if absent.
 */
final class Switching {

  private static final int CLIENTS = 200;
  private static final Duration PHASE = Duration.ofSeconds(20);
  private static final Duration KNOWN = Duration.ofSeconds(4);

  private static final double ORACLE_BAR = 0.93;
  private static final int WAITS_SIZE = 64;
  private static final int COMPUTES_SIZE = 4;

  private Switching() {}

  static void run(Bars bars, String... args) throws Exception {
    int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    try (var server = Server.start(80)) {
      double waits = fixed(server, Work.WAIT5, WAITS_SIZE);
      double computes = fixed(server, Work.AGGREGATE, COMPUTES_SIZE);
      bars.say(
          "  the oracle: %,.0f/s with %d, %,.0f/s with %d",
          waits, WAITS_SIZE, computes, COMPUTES_SIZE);
      try (var pool = Pools.ours(server.url(), 10);
          var all = Clients.start(pool.source(), CLIENTS, Work.WAIT5::on)) {
        double share = 0;
        int phases = Math.toIntExact(Duration.ofMinutes(minutes).dividedBy(PHASE));
        for (int i = 0; i < phases; i++) {
          Work work = i % 2 == 0 ? Work.WAIT5 : Work.AGGREGATE;
          all.use(work::on);
          var sizes = new Sizes(pool.source());
          double rate = all.during(PHASE).rate();
          double part = rate / (work == Work.WAIT5 ? waits : computes);
          bars.say("    %s: %,.0f/s, %.2f, limit %.1f", work, rate, part, sizes.mean());
          share += part / phases;
        }
        bars.atLeast("part of the oracle's work", share, ORACLE_BAR);
      }
    }
  }

  private static double fixed(Server server, Work work, int size) throws Exception {
    try (var pool = Pools.hikari(server.url(), size)) {
      Pools.fill(pool.source(), size);
      try (var all = Clients.start(pool.source(), CLIENTS, work::on)) {
        all.during(KNOWN);
        return all.during(KNOWN).rate();
      }
    }
  }
}
