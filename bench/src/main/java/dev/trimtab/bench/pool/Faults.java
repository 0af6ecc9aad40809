package dev.trimtab.bench.pool;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import dev.trimtab.testkit.FaultyProxy;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Question: whatever the network does, at random and under load, does anything hang, is anything
 * lost, and does every error name figures?
 *
 * <p>{@code faults [SECONDS] [SEED]}: 600 and 1 if absent.
 */
final class Faults {

  private static final int CLIENTS = 100;

  /** A day. */
  private static final int SECONDS_MAX = 86_400;

  private static final Duration SLOW = Duration.ofMillis(150);
  private static final Duration BLACK_HOLE = Duration.ofSeconds(8);
  private static final Duration RECOVERY = Duration.ofSeconds(15);

  /** Patience, and half as much again: a thread that takes longer hangs. */
  private static final double HANG_MILLIS = 20_000;

  private static final Pattern FIGURES =
      Pattern.compile("\\d+ in use of \\d+ that may be, \\d+ idle, \\d+ waiting");

  private Faults() {}

  static void run(Bars bars, Asked asked) throws Exception {
    int seconds = asked.next("SECONDS").map(word -> word.upTo(SECONDS_MAX)).orElse(600);
    int seed = asked.next("SEED").map(word -> word.upTo(Integer.MAX_VALUE)).orElse(1);
    asked.end();
    var random = new SplittableRandom(seed);
    var leaks = new AtomicInteger();
    try (var server = Server.start(100);
        var network = FaultyProxy.to(server.postgres().port());
        SelfSizingPool pool = open(network.port(), leaks)) {
      try (var clients = Clients.start(pool, CLIENTS, Work.TPCB::on)) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int faults = 0;
        while (System.nanoTime() < end) {
          clients.during(Duration.ofMillis(500 + random.nextInt(2_000)));
          String fault = fault(network, server, random);
          faults++;
          Clients.Done during = clients.during(Duration.ofMillis(200));
          network.pass();
          bars.say("    %s: %,.0f/s after it; %s", fault, during.rate(), firstLine(pool));
        }
        Clients.Done after = clients.during(RECOVERY);
        bars.say(
            "  %d faults, %,d failures, %,.0f/s afterwards",
            faults, clients.failures().size(), after.rate());
        bars.atLeast("works again after all of it, per second", after.rate(), 100);
        bars.atMost("longest borrow and use afterwards, ms", after.millis(100), HANG_MILLIS);
        judge(bars, clients.failures());
      }
      Thread.sleep(3_000);
      bars.holds(
          "nothing is in use when nobody is there: " + firstLine(pool),
          firstLine(pool).contains(": 0 in use"));
      bars.atMost("reported leaks", (long) leaks.get(), 0L);
    }
  }

  private static SelfSizingPool open(int port, AtomicInteger leaks) {
    HikariConfig config = Pools.config("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port));
    return SelfSizingPool.over(
        config,
        PoolSettings.STANDARD
            .named("faults")
            .between(2, 40)
            .waitingFor(Duration.ofSeconds(5))
            .suspectingLeaksAfter(Duration.ofSeconds(30)),
        new PoolListener() {
          @Override
          public void leaked(dev.trimtab.pool.lane.Leak leak) {
            leaks.incrementAndGet();
          }
        });
  }

  private static String fault(FaultyProxy network, Server server, SplittableRandom random)
      throws InterruptedException {
    return switch (random.nextInt(6)) {
      case 0 -> {
        network.blackHole();
        Thread.sleep(random.nextLong(BLACK_HOLE.toMillis()));
        yield "black hole";
      }
      case 1 -> {
        network.reset();
        Thread.sleep(random.nextLong(2_000));
        yield "reset";
      }
      case 2 -> {
        network.refuse();
        Thread.sleep(random.nextLong(4_000));
        yield "refused";
      }
      case 3 -> {
        network.delay(SLOW);
        Thread.sleep(random.nextLong(3_000));
        yield "slow";
      }
      case 4 -> {
        network.closeAll();
        yield "all closed";
      }
      default -> {
        server
            .postgres()
            .execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE application_name LIKE 'faults%' AND random() < 0.5");
        yield "half of the sessions ended";
      }
    };
  }

  private static String firstLine(SelfSizingPool pool) {
    return pool.describe().lines().findFirst().orElse("");
  }

  /** What the pool says names figures; what a statement says when it breaks is the driver's. */
  private static void judge(Bars bars, List<String> failures) {
    List<String> ours = failures.stream().filter(one -> one.startsWith("faults: ")).toList();
    List<String> without = ours.stream().filter(one -> !FIGURES.matcher(one).find()).toList();
    bars.say(
        "  %,d of the failures are the pool's, such as: %s",
        ours.size(), ours.stream().findFirst().orElse(""));
    bars.atMost(
        "errors of the pool without figures: " + without.stream().findFirst().orElse(""),
        (long) without.size(),
        0L);
  }
}
