package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Question: from any start, does the pool do what the best fixed size does, within five seconds?
 *
 * <p>The rate of a machine of two shared processors differs by a seventh from one fifth of a second
 * to the next, and by two fifths from minute to minute, so nothing is compared with what was
 * measured at another time. Which fixed size is best is found in rounds of short slices ({@link
 * FixedSizes}). Then a fixed pool of that size and a new pool of ours take turns: two seconds of
 * the fixed one, ours from its start, of which the seconds after the fifth count, the fixed one
 * again, and so on. Each time ours is divided by the mean of the two beside it, and the median of
 * these is the figure. What was best by chance in the rounds is not favoured, because it is
 * measured anew.
 *
 * <p>{@code loads [WORK,...] [CLIENTS,...] [TURNS]}; all of them if absent, and five turns where
 * sessions compute and three where they wait, which takes three quarters of an hour.
 */
final class Loads {

  /** The largest is what ours may have of 120: it leaves a tenth, and what the server reserves. */
  private static final List<Integer> SIZES = List.of(2, 4, 6, 10, 16, 32, 64, 105);

  private static final List<Integer> STARTS = List.of(2, 10, 64);

  /** Where connections wait for a clock there is little chance in what a size does. */
  private static final int ROUNDS_OF_WAITS = 1;

  private static final int ROUNDS = 4;
  private static final Duration SLICE_WARM = Duration.ofMillis(300);
  private static final Duration SLICE = Duration.ofMillis(500);

  private static final Duration WARM = Duration.ofMillis(500);
  private static final Duration FINDING = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(2);

  /**
   * Of each start. Waiting for a clock leaves little to chance, but a hundred users who wait fill a
   * small machine, and then one turn tells little.
   */
  private static final int TURNS_OF_WAITS = 3;

  private static final int TURNS = 5;

  /** More turns of one load than anybody waits for, and more clients than memory is set for. */
  private static final int TURNS_MAX = 100;

  private static final int CLIENTS_MAX = 10_000;

  private static final int FLEXY_FROM = 10;
  private static final int FLEXY_TO = 64;

  private static final double RATE_BAR = 0.95;
  private static final double WAITS_BAR = 5.5;
  private static final double SIZE_BAR = 1.25;

  private static final int TEN = 10;

  /** Fewer cannot do 5.5 times what ten connections do. */
  private static final int MANY_CLIENTS = 200;

  private final Bars bars;
  private final Server server;
  private final Load load;
  private final Work work;
  private final int clients;

  private Loads(Bars bars, Server server, Load load) {
    this.bars = bars;
    this.server = server;
    this.load = load;
    this.work = load.work();
    this.clients = load.clients();
  }

  /** So many clients that all do the same. */
  private record Load(Work work, int clients) {
    @Override
    public String toString() {
      return "%s, %d clients".formatted(work, clients);
    }
  }

  static void run(Bars bars, Asked asked) throws Exception {
    List<Work> works =
        asked
            .next("WORK")
            .map(word -> word.each(one -> one.in(Work.class)))
            .orElse(List.of(Work.WAIT5, Work.HOLD5, Work.SELECT, Work.TPCB));
    List<Integer> counts =
        asked
            .next("CLIENTS")
            .map(word -> word.each(one -> one.upTo(CLIENTS_MAX)))
            .orElse(List.of(50, 200, 500));
    Optional<Integer> turns = asked.next("TURNS").map(word -> word.upTo(TURNS_MAX));
    asked.end();
    try (var server = Server.start(120)) {
      warmUp(server);
      for (Work work : works) {
        for (int clients : counts) {
          new Loads(bars, server, new Load(work, clients))
              .run(turns.orElse(work.waits() ? TURNS_OF_WAITS : TURNS));
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

  private void run(int turns) throws Exception {
    FixedSizes fixed = fixedSizes();
    int best = fixed.best();
    int smallest = fixed.smallestWith(RATE_BAR);
    bars.say("  %s, fixed sizes, per second: %s", load, fixed);
    bars.say(
        "    best %d, smallest good %d; rivals: agroal %d %,.0f/s, flexy from 10 %,.0f/s after %d s",
        best,
        smallest,
        best,
        rival(Pools.agroal(server.url(), best), WARM),
        rival(Pools.flexy(server.url(), FLEXY_FROM, FLEXY_TO), FINDING),
        FINDING.toSeconds());
    var done = new HashMap<Integer, List<Turn>>();
    double before = fixed(best, WARM, MEASURED);
    for (int i = 0; i < turns; i++) {
      for (int start : STARTS) {
        Ours ours = ours(start);
        double after = fixed(best, WARM, MEASURED);
        done.computeIfAbsent(start, _ -> new ArrayList<>())
            .add(new Turn(ours, (before + after) / 2));
        before = after;
      }
    }
    for (int start : STARTS) {
      judge(start, done.getOrDefault(start, List.of()), smallest, fixed.rate(TEN));
    }
  }

  /** What a pool of ours did after it had found its limit, and the fixed pool before and after. */
  private record Turn(Ours ours, double fixed) {
    double part() {
      return ours.rate() / fixed;
    }
  }

  private record Ours(double rate, double limit, double p99Millis, String words, int failures) {}

  private FixedSizes fixedSizes() throws Exception {
    var fixed = new FixedSizes();
    // More than there are clients are as many as there are clients.
    List<Integer> sizes = SIZES.stream().map(size -> Math.min(size, clients)).distinct().toList();
    for (int round = 0; round < (work.waits() ? ROUNDS_OF_WAITS : ROUNDS); round++) {
      var rates = new HashMap<Integer, Double>();
      for (int size : round % 2 == 0 ? sizes : sizes.reversed()) {
        rates.put(size, fixed(size, SLICE_WARM, SLICE));
      }
      fixed.add(rates);
    }
    return fixed;
  }

  private double rival(Pools.Lent lent, Duration warm) throws Exception {
    server.tidy();
    try (Pools.Lent pool = lent;
        var all = Clients.start(pool.source(), clients, work::on)) {
      all.during(warm);
      return all.during(MEASURED).rate();
    }
  }

  private double fixed(int size, Duration warm, Duration measured) throws Exception {
    server.tidy();
    try (var pool = Pools.hikari(server.url(), size)) {
      Pools.fill(pool.source(), size);
      try (var all = Clients.start(pool.source(), clients, work::on)) {
        all.during(warm);
        return all.during(measured).rate();
      }
    }
  }

  private Ours ours(int start) throws Exception {
    server.tidy();
    try (var pool = Pools.ours(server.url(), start);
        var all = Clients.start(pool.source(), clients, work::on)) {
      all.during(FINDING);
      var sizes = new Sizes(pool.source());
      Clients.Done done = all.during(MEASURED);
      return new Ours(
          done.rate(), sizes.mean(), done.millis(99), sizes.words(), all.failures().size());
    }
  }

  private void judge(int start, List<Turn> turns, int smallest, double ten) {
    String what = "%s, from %d".formatted(load, start);
    for (Turn turn : turns) {
      Ours ours = turn.ours();
      bars.say(
          "    from %d: %,.0f/s of %,.0f/s (%.2f), limit %.1f, p99 %.1f ms; %s",
          start,
          ours.rate(),
          turn.fixed(),
          turn.part(),
          ours.limit(),
          ours.p99Millis(),
          ours.words());
    }
    bars.atLeast(
        what + ", part of the best", median(turns.stream().map(Turn::part).toList()), RATE_BAR);
    double limit = median(turns.stream().map(turn -> turn.ours().limit()).toList());
    if (!work.waits()) {
      bars.atMost(what + ", limit × the smallest good", limit / smallest, SIZE_BAR);
    } else if (clients >= MANY_CLIENTS) {
      double rate = median(turns.stream().map(turn -> turn.ours().rate()).toList());
      bars.atLeast(what + ", × fixed 10", rate / ten, WAITS_BAR);
    }
    bars.atMost(
        what + ", failures", turns.stream().mapToLong(turn -> turn.ours().failures()).sum(), 0L);
  }

  private static double median(List<Double> values) {
    double[] sorted = InTurn.sorted(values);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
