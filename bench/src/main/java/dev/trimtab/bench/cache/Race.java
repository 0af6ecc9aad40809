package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.node.CacheNode;
import dev.trimtab.bench.cache.node.JetCacheNode;
import dev.trimtab.bench.cache.node.LettuceNode;
import dev.trimtab.bench.cache.node.RedissonNode;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Question: does a node keep an old value for good? Two threads read a key through node B while
 * node A writes it five times; half a second after the last write B is asked again. Once quiet,
 * once with both cores busy, and once with B's connections killed in between.
 */
final class Race {

  private static final int WRITES = 5;
  private static final Duration SETTLED = Duration.ofMillis(500);
  private static final Duration RECONNECTED = Duration.ofSeconds(3);
  private static final Duration TTL = Duration.ofHours(1);
  private static final double THROUGHPUT_BAR = 0.9;
  private static final int GAP_KEYS = 200;

  private final TestRedis redis;
  private final int keys;

  private Race(TestRedis redis, int keys) {
    this.redis = redis;
    this.keys = keys;
  }

  /** What came of it. */
  private record Outcome(int stale, double readsPerSecond, int staleAfterGap) {}

  /** Runs it; the first argument is the number of keys, 1,000 if absent. */
  static void run(Bars bars, String... args) throws Exception {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    try (var redis = TestRedis.start()) {
      var race = new Race(redis, keys);
      for (boolean isLoaded : new boolean[] {false, true}) {
        Map<String, Outcome> outcomes = race.all(isLoaded);
        outcomes.forEach((name, outcome) ->
            bars.say(
                "  %-6s %-16s stale %4d of %d, %,10.0f reads/s, after a killed connection %d of %d",
                isLoaded ? "loaded" : "quiet",
                name,
                outcome.stale(),
                keys,
                outcome.readsPerSecond(),
                outcome.staleAfterGap(),
                2 * GAP_KEYS));
        race.judge(bars, outcomes);
      }
    }
  }

  private void judge(Bars bars, Map<String, Outcome> outcomes) {
    Outcome ours = Objects.requireNonNull(outcomes.get("trimtab"));
    outcomes.forEach((name, rival) -> {
      if (name.startsWith("trimtab")) {
        bars.atMost("stale keys of " + name, rival.stale(), 0);
        bars.atMost(
            "stale keys of " + name + " after a killed connection", rival.staleAfterGap(), 0);
      } else {
        bars.atLeast(
            "reads × those of " + name,
            ours.readsPerSecond() / rival.readsPerSecond(),
            THROUGHPUT_BAR);
      }
    });
  }

  private Map<String, Outcome> all(boolean isLoaded) throws Exception {
    var nodes = new LinkedHashMap<String, Supplier<CacheNode>>();
    nodes.put("trimtab", () -> new TrimtabNode(redis.uri(), TTL).connected());
    nodes.put("trimtab, Jedis", () -> TrimtabNode.overJedis(redis.uri(), TTL).connected());
    nodes.put("lettuce", () -> new LettuceNode(redis.uri()));
    nodes.put("lettuce+caffeine", () -> LettuceNode.overCaffeine(redis.uri(), 100_000, TTL));
    nodes.put("redisson", () -> new RedissonNode(redis.uri(), 100_000, TTL));
    nodes.put(
        "jetcache",
        () -> new JetCacheNode(redis.uri(), 100_000, TTL, JetCacheNode.Protection.PER_NODE));
    var outcomes = new LinkedHashMap<String, Outcome>();
    for (var entry : nodes.entrySet()) {
      redis.send("FLUSHALL");
      try (CacheNode a = entry.getValue().get();
          CacheNode b = entry.getValue().get()) {
        outcomes.put(entry.getKey(), outcome(a, b, isLoaded));
      }
    }
    return outcomes;
  }

  private Outcome outcome(CacheNode a, CacheNode b, boolean isLoaded) throws Exception {
    var stop = new AtomicBoolean();
    var burners = isLoaded ? List.of(burn(stop), burn(stop)) : List.<Thread>of();
    try {
      var truth = new ConcurrentHashMap<String, String>();
      var reads = new LongAdder();
      long start = System.nanoTime();
      for (int i = 0; i < keys; i++) {
        race(a, b, "race" + i, truth, reads);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Thread.sleep(SETTLED);
      int stale = stale(b, truth);
      return new Outcome(stale, reads.sum() / seconds, gap(a, b, truth));
    } finally {
      stop.set(true);
      for (Thread burner : burners) {
        burner.join();
      }
    }
  }

  private static Thread burn(AtomicBoolean stop) {
    return Thread.ofPlatform()
        .start(() -> {
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        });
  }

  private static void race(
      CacheNode a, CacheNode b, String key, Map<String, String> truth, LongAdder reads)
      throws InterruptedException {
    write(a, key, "0", truth);
    var isDone = new AtomicBoolean();
    var readers = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      readers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!isDone.get()) {
                  b.get(key, truth::get);
                  reads.increment();
                }
              }));
    }
    for (int write = 1; write <= WRITES; write++) {
      TimeUnit.MILLISECONDS.sleep(1);
      write(a, key, Integer.toString(write), truth);
    }
    isDone.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
  }

  private static void write(CacheNode node, String key, String value, Map<String, String> truth) {
    truth.put(key, value);
    node.put(key, value);
  }

  private static int stale(CacheNode node, Map<String, String> truth) {
    int stale = 0;
    for (var entry : truth.entrySet()) {
      if (!node.get(entry.getKey(), truth::get).equals(entry.getValue())) {
        stale++;
      }
    }
    return stale;
  }

  /** Writes right after all connections were killed, and once more when they are back. */
  private int gap(CacheNode a, CacheNode b, Map<String, String> all) throws InterruptedException {
    var truth = new ConcurrentHashMap<String, String>();
    all.keySet().stream().limit(2 * GAP_KEYS).forEach(key -> truth.put(key, "before"));
    truth.forEach((key, value) -> a.put(key, value));
    Thread.sleep(SETTLED);
    truth.keySet().forEach(key -> b.get(key, truth::get));
    redis.send("CLIENT", "KILL", "TYPE", "normal");
    redis.send("CLIENT", "KILL", "TYPE", "pubsub");
    List<String> keysInOrder = truth.keySet().stream().sorted().toList();
    for (String key : keysInOrder.subList(0, GAP_KEYS)) {
      truth.put(key, "in the gap");
      writeStubbornly(a, key, "in the gap");
    }
    Thread.sleep(RECONNECTED);
    for (String key : keysInOrder.subList(GAP_KEYS, keysInOrder.size())) {
      truth.put(key, "after it");
      writeStubbornly(a, key, "after it");
    }
    Thread.sleep(SETTLED);
    return stale(b, truth);
  }

  /** An application would try again, too, when its cache throws. */
  private static void writeStubbornly(CacheNode node, String key, String value)
      throws InterruptedException {
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        node.put(key, value);
        return;
      } catch (RuntimeException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("could not write " + key);
  }
}
