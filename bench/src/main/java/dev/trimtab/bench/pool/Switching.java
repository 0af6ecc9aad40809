package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Question: when the load becomes another one every twenty seconds, how much gets done of what an
 * oracle that knows the best size of each would do?
 *
 * <p>The oracle has a pool of fixed size for each load. In the middle of every phase our clients
 * have a pause, and its clients do the same for two seconds: ten minutes are too long for a machine
 * to be as fast at their end as at their beginning.
 *
 * <p>{@code switch [MINUTES]}, 10 if absent.
 */
final class Switching {

  private static final int CLIENTS = 200;
  private static final Duration HALF_PHASE = Duration.ofSeconds(10);
  private static final Duration WARM = Duration.ofMillis(300);
  private static final Duration ORACLE = Duration.ofMillis(1_700);

  /** A day. */
  private static final int MINUTES_MAX = 1_440;

  private static final double ORACLE_BAR = 0.93;

  /** Both of the oracle's pools, and as many for ours. */
  private static final int CONNECTIONS_MAX = 150;

  private static final List<Phase> PHASES =
      List.of(new Phase(Work.WAIT5, 64), new Phase(Work.AGGREGATE, 4));

  private Switching() {}

  /** A load, and the fixed size that the oracle has for it. */
  private record Phase(Work work, int size) {}

  static void run(Bars bars, Asked asked) throws Exception {
    int minutes = asked.next("MINUTES").map(word -> word.upTo(MINUTES_MAX)).orElse(10);
    asked.end();
    int phases = Math.toIntExact(Duration.ofMinutes(minutes).dividedBy(HALF_PHASE.multipliedBy(2)));
    try (var server = Server.start(CONNECTIONS_MAX);
        var waits = oracle(server, PHASES.getFirst());
        var computes = oracle(server, PHASES.getLast());
        var pool = Pools.ours(server.url(), 10)) {
      var oracles = Map.of(PHASES.getFirst(), waits, PHASES.getLast(), computes);
      var shares = new HashMap<Phase, Double>();
      try (var ours = Clients.start(pool.source(), CLIENTS, Work.WAIT5::on)) {
        for (int i = 0; i < phases; i++) {
          Phase phase = PHASES.get(i % PHASES.size());
          ours.use(phase.work()::on);
          double part = part(bars, phase, ours, pool, oracles.getOrDefault(phase, waits));
          shares.merge(phase, part * PHASES.size() / phases, Double::sum);
        }
        bars.atMost("failures", (long) ours.failures().size(), 0L);
      }
      shares.forEach((phase, share) -> bars.say("  %s: %.3f", phase.work(), share));
      // Of either load an hour's work counts the same.
      bars.atLeast(
          "part of the oracle's work",
          shares.values().stream().mapToDouble(Double::doubleValue).average().orElse(0),
          ORACLE_BAR);
    }
  }

  private static Pools.Lent oracle(Server server, Phase phase) throws Exception {
    Pools.Lent pool = Pools.hikari(server.url(), phase.size());
    Pools.fill(pool.source(), phase.size());
    return pool;
  }

  private static double part(
      Bars bars, Phase phase, Clients ours, Pools.Lent pool, Pools.Lent oracle) throws Exception {
    var sizes = new Sizes(pool.source());
    double first = ours.during(HALF_PHASE).rate();
    double limitBefore = sizes.mean();
    ours.pause();
    double possible;
    try (var theirs = Clients.start(oracle.source(), CLIENTS, phase.work()::on)) {
      theirs.during(WARM);
      possible = theirs.during(ORACLE).rate();
    }
    ours.goOn();
    sizes = new Sizes(pool.source());
    double second = ours.during(HALF_PHASE).rate();
    bars.say(
        "    %s: %,.0f/s and %,.0f/s of %,.0f/s, limit %.1f and %.1f; %s",
        phase.work(), first, second, possible, limitBefore, sizes.mean(), sizes.words());
    return (first + second) / 2 / possible;
  }
}
