package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Question: from any start, does the pool do what the best fixed size does, within five seconds?
 *
 * <p>{@code loads [WORK,...] [CLIENTS,...]}; all of them if absent, which takes a quarter of an
 * hour.
 */
final class Loads {

  private static final List<Integer> SIZES = List.of(2, 4, 6, 10, 16, 32, 64, 90);
  private static final List<Integer> STARTS = List.of(2, 10, 64);
  private static final Duration WARM = Duration.ofMillis(700);
  private static final Duration FINDING = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(2);

  private static final int FLEXY_FROM = 10;
  private static final int FLEXY_TO = 64;

  private static final double RATE_BAR = 0.95;
  private static final double WAITS_BAR = 5.5;
  private static final double SIZE_BAR = 1.25;

  private final Bars bars;
  private final Server server;
  private final Work work;
  private final int clients;

  private Loads(Bars bars, Server server, Work work, int clients) {
    this.bars = bars;
    this.server = server;
    this.work = work;
    this.clients = clients;
  }

  static void run(Bars bars, String... args) throws Exception {
    List<Work> works =
        args.length > 0
            ? Arrays.stream(args[0].split(",", -1))
                .map(name -> Work.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList()
            : List.of(Work.WAIT5, Work.HOLD5, Work.SELECT, Work.TPCB);
    List<Integer> counts =
        args.length > 1
            ? Arrays.stream(args[1].split(",", -1)).map(Integer::valueOf).toList()
            : List.of(50, 200, 500);
    try (var server = Server.start(120)) {
      warmUp(server);
      for (Work work : works) {
        for (int clients : counts) {
          new Loads(bars, server, work, clients).run();
        }
      }
    }
  }

  /** The compiler's work is not what is asked. */
  private static void warmUp(Server server) throws Exception {
    try (var pool = Pools.hikari(server.url(), 8)) {
      for (Work work : List.of(Work.SELECT, Work.TPCB)) {
        try (var all = Clients.start(pool.source(), 20, work::on)) {
          all.during(Duration.ofSeconds(3));
        }
      }
    }
  }

  private void run() throws Exception {
    var fixed = new TreeMap<Integer, Double>();
    for (int size : SIZES) {
      fixed.put(size, fixed(size));
    }
    double best = fixed.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    int smallest =
        fixed.entrySet().stream()
            .filter(one -> one.getValue() >= RATE_BAR * best)
            .mapToInt(one -> one.getKey())
            .min()
            .orElseThrow();
    bars.say("  %s, %d clients, fixed sizes: %s", work, clients, rounded(fixed));
    int bestSize =
        fixed.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    bars.say(
        "    its rivals: agroal %d %,.0f/s, flexy from 10 %,.0f/s after %d s",
        bestSize,
        rival(Pools.agroal(server.url(), bestSize), WARM),
        rival(Pools.flexy(server.url(), FLEXY_FROM, FLEXY_TO), FINDING),
        FINDING.toSeconds());
    for (int start : STARTS) {
      // Tables grow and machines tire: what ours is compared with is measured beside it.
      double now = Math.max(fixed(bestSize), fixed(smallest));
      ours(start, now, smallest, fixed.getOrDefault(10, 0.0));
    }
  }

  private static String rounded(Map<Integer, Double> rates) {
    var words = new StringBuilder();
    rates.forEach((size, rate) -> words.append(" %d: %,.0f/s".formatted(size, rate)));
    return words.toString().strip();
  }

  private double rival(Pools.Lent lent, Duration warm) throws Exception {
    server.tidy();
    try (Pools.Lent pool = lent;
        var all = Clients.start(pool.source(), clients, work::on)) {
      all.during(warm);
      return all.during(MEASURED).rate();
    }
  }

  private double fixed(int size) throws Exception {
    server.tidy();
    try (var pool = Pools.hikari(server.url(), size)) {
      Pools.fill(pool.source(), size);
      try (var all = Clients.start(pool.source(), clients, work::on)) {
        all.during(WARM);
        return all.during(MEASURED).rate();
      }
    }
  }

  private void ours(int start, double best, int smallest, double ten) throws Exception {
    server.tidy();
    try (var pool = Pools.ours(server.url(), start);
        var all = Clients.start(pool.source(), clients, work::on)) {
      all.during(FINDING);
      var sizes = new Sizes(pool.source());
      Clients.Done done = all.during(MEASURED);
      double size = sizes.mean();
      String what = "%s, %d clients, from %d".formatted(work, clients, start);
      bars.say(
          "    %s: %,.0f/s, limit %.1f, p99 %.1f ms; %s",
          what, done.rate(), size, done.millis(99), sizes.words());
      bars.atLeast(what + ", part of the best", done.rate() / best, RATE_BAR);
      if (work.waits()) {
        if (clients >= 200) {
          bars.atLeast(what + ", × fixed 10", done.rate() / ten, WAITS_BAR);
        }
      } else {
        bars.atMost(what + ", limit × the smallest good", size / smallest, SIZE_BAR);
      }
      bars.atMost(what + ", failures", (long) all.failures().size(), 0L);
    }
  }
}
