package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.node.CacheNode;
import dev.trimtab.bench.cache.node.JetCacheNode;
import dev.trimtab.bench.cache.node.RedissonNode;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Question: what does a call cost while Redis does not answer, is not there, or was not there at
 * the start, and how soon is it used again?
 */
final class Hung {

  private static final Duration LOAD = Duration.ofMillis(5);
  private static final Duration TTL = Duration.ofHours(1);

  /**
   * Of which one in a hundred is twenty: enough that one pause of the machine is not the result.
   */
  private static final int CALLS = 2_000;

  private static final int WARM_UP = 300;

  /** Without waiting, so that a call is compiled before it is measured, as in any process. */
  private static final int QUICK_WARM_UP = 20_000;

  private static final int FIRST_CALLS = 5;
  private static final int RIVAL_CALLS = 2;

  private static final double FIRST_MILLIS_BAR = 100;
  private static final double LATER_MILLIS_BAR = 1;
  private static final double BACK_MILLIS_BAR = 1_000;

  private Hung() {}

  static void run(Bars bars) throws Exception {
    hung(bars);
    absentAtStart(bars);
    for (String rival : List.of("jetcache", "redisson")) {
      rival(bars, rival);
    }
  }

  private static void hung(Bars bars) throws Exception {
    try (var redis = TestRedis.start();
        var node = new TrimtabNode(redis.uri(), TTL).connected();
        var other = new TrimtabNode(redis.uri(), TTL).connected()) {
      for (int i = 0; i < QUICK_WARM_UP; i++) {
        node.get("quick" + i, key -> "value of " + key);
      }
      calls(node, "before", WARM_UP);
      redis.suspend();
      List<Double> first = calls(node, "hung", FIRST_CALLS);
      var later = new ArrayList<Call>();
      var alone = new ArrayList<Double>();
      // In turn, so that a busy moment of the machine meets both.
      for (int i = 0; i < CALLS; i++) {
        later.add(call(node, "later" + i));
        alone.add(loadAlone());
      }
      judge(bars, first, later, alone);
      node.put("key", "new");
      long back = System.nanoTime();
      redis.resume();
      bars.atMost("used again after, ms", untilUsed(node, redis, back), BACK_MILLIS_BAR);
      bars.holds(
          "what was written meanwhile is seen by the other node",
          other.get("key", _ -> "new").equals("new"));
    }
  }

  private static void judge(Bars bars, List<Double> first, List<Call> later, List<Double> alone) {
    List<Double> calls = later.stream().map(Call::millis).toList();
    bars.say(
        "  trimtab, Redis hung: first calls %s ms, then half below %.2f and 99 of 100 below %.2f ms; the load alone %.2f and %.2f",
        first.stream().map("%.1f"::formatted).toList(),
        percentile(calls, 0.5),
        percentile(calls, 0.99),
        percentile(alone, 0.5),
        percentile(alone, 0.99));
    bars.atMost(
        "first call over the load, ms",
        first.getFirst() - percentile(alone, 0.5),
        FIRST_MILLIS_BAR);
    bars.atMost(
        "99 of 100 calls after three failures over 99 of 100 of their own loads, ms",
        percentile(calls, 0.99) - percentile(later.stream().map(Call::loadMillis).toList(), 0.99),
        LATER_MILLIS_BAR);
    bars.atMost(
        "what 99 of 100 calls take beside their load, ms",
        percentile(later.stream().map(call -> call.millis() - call.loadMillis()).toList(), 0.99),
        LATER_MILLIS_BAR);
    bars.atMost(
        "99 of 100 calls over 99 of 100 loads without a cache, ms",
        percentile(calls, 0.99) - percentile(alone, 0.99),
        LATER_MILLIS_BAR);
  }

  private static void absentAtStart(Bars bars) throws Exception {
    try (var redis = TestRedis.start()) {
      redis.kill();
      long start = System.nanoTime();
      try (var node = new TrimtabNode(redis.uri(), TTL)) {
        double built = (System.nanoTime() - start) / 1e6;
        List<Double> millis = calls(node, "absent", WARM_UP);
        bars.say(
            "  trimtab, Redis absent: built in %.1f ms, first call %.1f ms, 99 of 100 below %.2f",
            built, millis.getFirst(), percentile(millis, 0.99));
        bars.atMost(
            "first call without Redis over the load, ms",
            millis.getFirst() - LOAD.toMillis(),
            FIRST_MILLIS_BAR);
        long back = System.nanoTime();
        redis.restart();
        bars.atMost(
            "used once it is there after, ms", untilUsed(node, redis, back), BACK_MILLIS_BAR);
      }
    }
  }

  /** Asks for new keys until one of them is in Redis. */
  private static double untilUsed(TrimtabNode node, TestRedis redis, long since)
      throws InterruptedException {
    for (int i = 0; System.nanoTime() - since < Duration.ofSeconds(20).toNanos(); i++) {
      node.get("back" + since + i, _ -> "value");
      Thread.sleep(5);
      if (!redis.send("KEYS", "*back" + since + "*").isEmpty()) {
        return (System.nanoTime() - since) / 1e6;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static void rival(Bars bars, String name) throws Exception {
    try (var redis = TestRedis.start();
        CacheNode node =
            name.equals("redisson")
                ? new RedissonNode(redis.uri(), 10_000, TTL)
                : new JetCacheNode(redis.uri(), 10_000, TTL, JetCacheNode.Protection.PER_NODE)) {
      node.get("before", Hung::load);
      redis.suspend();
      var words = new ArrayList<String>();
      for (int i = 0; i < RIVAL_CALLS; i++) {
        long start = System.nanoTime();
        String result = "value";
        try {
          node.get("hung" + i, Hung::load);
        } catch (RuntimeException e) {
          result = e.getClass().getSimpleName();
        }
        words.add("%,.0f ms → %s".formatted((System.nanoTime() - start) / 1e6, result));
      }
      bars.say("  %s, Redis hung: %s", name, words);
      redis.resume();
    }
  }

  private static List<Double> calls(CacheNode node, String prefix, int count) {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      node.get(prefix + i, Hung::load);
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis;
  }

  /**
   * One call, and its loader's part of that: a sleep of five milliseconds takes as long as the
   * machine lets it, and the longest ones are not the cache's doing.
   */
  private record Call(double millis, double loadMillis) {}

  private static Call call(CacheNode node, String key) {
    var loaded = new double[1];
    long start = System.nanoTime();
    node.get(
        key,
        asked -> {
          long from = System.nanoTime();
          String value = load(asked);
          loaded[0] = (System.nanoTime() - from) / 1e6;
          return value;
        });
    return new Call((System.nanoTime() - start) / 1e6, loaded[0]);
  }

  /** The loader alone, which does not take exactly as long as it sleeps. */
  private static double loadAlone() {
    long start = System.nanoTime();
    load("alone");
    return (System.nanoTime() - start) / 1e6;
  }

  private static double percentile(List<Double> values, double share) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray()[(int) (values.size() * share)];
  }

  private static String load(String key) {
    try {
      Thread.sleep(LOAD);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "value of " + key;
  }
}
