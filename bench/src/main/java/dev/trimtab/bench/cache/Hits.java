package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.bench.cache.measure.InTurn.Costs;
import dev.trimtab.bench.cache.node.CacheNode;
import dev.trimtab.bench.cache.node.CaffeineNode;
import dev.trimtab.bench.cache.node.JetCacheNode;
import dev.trimtab.bench.cache.node.RedissonNode;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.cache.Loader;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.LinkedHashMap;

/** Question: what does a hit in this process cost, with life, tags and statistics? */
final class Hits {

  private static final int KEYS = 1_024;
  private static final int BATCHES = 400;
  private static final int OPERATIONS = 2_000;
  private static final String VALUE = "v".repeat(100);
  private static final Duration TTL = Duration.ofHours(1);

  private static final double CAFFEINE_BAR = 1.5;
  private static final double JETCACHE_BAR = 0.35;
  private static final double REDISSON_BAR = 0.25;

  private Hits() {}

  static void run(Bars bars) throws Exception {
    try (var redis = TestRedis.start();
        var ours = new TrimtabNode(redis.uri(), TTL).connected();
        var caffeine = new CaffeineNode(100_000, TTL);
        var jetCache = new JetCacheNode(redis.uri(), 100_000, TTL, JetCacheNode.Protection.NONE);
        var redisson = new RedissonNode(redis.uri(), 100_000, TTL)) {
      String[] keys = keys();
      var ways = new LinkedHashMap<String, InTurn.Way>();
      way(ours, keys);
      Loader<String, String> loader = _ -> VALUE;
      ways.put("trimtab", i -> ours.region().get(keys[i & (KEYS - 1)], loader));
      ways.put("caffeine", way(caffeine, keys));
      ways.put("jetcache", way(jetCache, keys));
      ways.put("redisson", way(redisson, keys));
      Costs costs = InTurn.measure(BATCHES, OPERATIONS, ways);
      costs.print(bars, "hit in this process");
      bars.atMost("hit × Caffeine", costs.best("trimtab", "caffeine"), CAFFEINE_BAR);
      bars.atMost("hit × JetCache", costs.best("trimtab", "jetcache"), JETCACHE_BAR);
      bars.atMost("hit × Redisson", costs.best("trimtab", "redisson"), REDISSON_BAR);
      bars.atMost("bytes per hit", costs.of("trimtab").bytes(), 0);
    }
  }

  private static String[] keys() {
    String[] keys = new String[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = Integer.toString(100_000 + i);
    }
    return keys;
  }

  /** Fills a cache and returns a way that hits it. */
  private static InTurn.Way way(CacheNode node, String[] keys) {
    for (String key : keys) {
      node.put(key, VALUE);
      node.get(key, _ -> VALUE);
    }
    return i -> node.get(keys[i & (KEYS - 1)], _ -> VALUE);
  }
}
