package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.bench.cache.measure.InTurn.Costs;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Question: what do a hundred keys cost in one call, half of them in this process, a quarter in the
 * second level, a quarter to be loaded?
 */
final class Batch {

  private static final int KEYS = 100;
  private static final int BATCHES = 60;
  private static final int OPERATIONS = 20;
  private static final Duration TTL = Duration.ofHours(1);
  private static final double BAR = 0.25;

  /** What a statement takes where the database is near: a fifth of a millisecond. */
  private static final Duration STATEMENT = Duration.ofNanos(200_000);

  private final AtomicInteger loads = new AtomicInteger();

  private Batch() {}

  static void run(Bars bars) throws Exception {
    new Batch().measure(bars);
  }

  private void measure(Bars bars) throws Exception {
    try (var redis = TestRedis.start();
        var other = new TrimtabNode(redis.uri(), TTL).connected();
        var ours = new TrimtabNode(redis.uri(), TTL).connected()) {
      prepare(ours, other, "batch");
      prepare(ours, other, "single");
      long before = commands(redis, "mget") + commands(redis, "get") + commands(redis, "evalsha");
      loads.set(0);
      ours.region().getAll(keys("batch", BATCHES * OPERATIONS), this::load);
      bars.atMost("loads of one call", loads.get(), 1);
      long after = commands(redis, "mget") + commands(redis, "get") + commands(redis, "evalsha");
      bars.atMost("commands of one call that read Redis", after - before, 1);

      var ways = new LinkedHashMap<String, InTurn.Way>();
      ways.put("one call", i -> ours.region().getAll(keys("batch", i), this::load));
      ways.put("100 calls", i -> single(ours, i));
      Costs costs = InTurn.measure(BATCHES, OPERATIONS, ways);
      costs.print(bars, "100 keys");
      bars.atMost("one call × 100 calls, medians", costs.median("one call", "100 calls"), BAR);
    }
  }

  /** One more round than is measured, for the count of commands. */
  private void prepare(TrimtabNode ours, TrimtabNode other, String prefix) {
    for (int i = 0; i <= BATCHES * OPERATIONS; i++) {
      List<String> keys = keys(prefix, i);
      ours.region().getAll(keys.subList(0, KEYS / 2), this::load);
      other.region().getAll(keys.subList(KEYS / 2, KEYS * 3 / 4), this::load);
    }
  }

  private static List<String> keys(String prefix, int i) {
    var keys = new ArrayList<String>(KEYS);
    for (int key = 0; key < KEYS; key++) {
      keys.add(prefix + i + "-" + key);
    }
    return keys;
  }

  private Map<String, String> load(Set<String> keys) {
    loads.incrementAndGet();
    statement();
    var values = new HashMap<String, String>();
    keys.forEach(key -> values.put(key, "value of " + key));
    return values;
  }

  private Object single(TrimtabNode ours, int i) {
    Object last = "";
    for (String key : keys("single", i)) {
      last =
          ours.get(
              key,
              k -> {
                statement();
                return "value of " + k;
              });
    }
    return last;
  }

  /** Waits as for a statement; a sleep would not be that short. */
  private static void statement() {
    long end = System.nanoTime() + STATEMENT.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static long commands(TestRedis redis, String name) {
    String prefix = "cmdstat_" + name + ":calls=";
    return redis
        .send("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length(), line.indexOf(','))))
        .sum();
  }
}
