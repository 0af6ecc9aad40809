package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Question: do two hundred threads without a pause get their turn, and at what throughput?
 *
 * <p>HikariCP and ours take turns, and each time ours is divided by the mean of the two beside it;
 * the median of these is the figure.
 *
 * <p>{@code fair [loaded]}: with as many threads that compute as there are processors beside it.
 */
final class Fairness {

  private static final int CLIENTS = 200;
  private static final int SIZE = 10;
  private static final Duration WARM = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(4);

  /** An odd number. */
  private static final int TURNS = 5;

  private static final double JAIN_BAR = 0.95;
  private static final double QUIET_BAR = 1.2;
  private static final double LOADED_BAR = 0.8;

  private Fairness() {}

  /** What else the machine does. */
  private enum Beside {
    LOADED
  }

  static void run(Bars bars, Asked asked) throws Exception {
    boolean isLoaded = asked.next("loaded").map(word -> word.in(Beside.class)).isPresent();
    asked.end();
    var isOver = new AtomicBoolean();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; isLoaded && i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      others.add(Thread.ofPlatform().daemon().start(() -> compute(isOver)));
    }
    try (var server = Server.start(100)) {
      // The first one warms the compiler up for all.
      measure(bars, Pools.hikari(server.url(), SIZE));
      measure(bars, Pools.agroal(server.url(), SIZE));
      measure(bars, Pools.flexy(server.url(), SIZE, SIZE + 1));
      double[] parts = new double[TURNS];
      double jain = 1;
      long starved = 0;
      double before = measure(bars, Pools.hikari(server.url(), SIZE)).rate();
      for (int i = 0; i < TURNS; i++) {
        Clients.Done ours = measure(bars, Pools.ours(server.url(), SIZE));
        double after = measure(bars, Pools.hikari(server.url(), SIZE)).rate();
        parts[i] = 2 * ours.rate() / (before + after);
        jain = Math.min(jain, ours.jain());
        starved += ours.starved();
        before = after;
      }
      Arrays.sort(parts);
      bars.atLeast("Jain, the lowest", jain, JAIN_BAR);
      bars.atMost("starved", starved, 0L);
      bars.atLeast("throughput × HikariCP", parts[TURNS / 2], isLoaded ? LOADED_BAR : QUIET_BAR);
    } finally {
      isOver.set(true);
      for (Thread other : others) {
        other.join();
      }
    }
  }

  private static void compute(AtomicBoolean isOver) {
    double sum = 0;
    while (!isOver.get() || sum < 0) {
      sum += Math.sin(sum) + 2;
    }
  }

  private static Clients.Done measure(Bars bars, Pools.Lent lent) throws Exception {
    try (Pools.Lent pool = lent;
        var all = Clients.start(pool.source(), CLIENTS, Work.SELECT::on)) {
      all.during(WARM);
      Clients.Done done = all.during(MEASURED);
      bars.say(
          "  %-16s %,9.0f/s, Jain %.2f, %d of %d starved, median %.1f ms, p99 %.1f, longest %.0f",
          pool.name(),
          done.rate(),
          done.jain(),
          done.starved(),
          CLIENTS,
          done.millis(50),
          done.millis(99),
          done.millis(100));
      return done;
    }
  }
}
