package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.bench.cache.measure.InTurn.Costs;
import dev.trimtab.bench.cache.node.JetCacheNode;
import dev.trimtab.bench.cache.node.LettuceNode;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.testkit.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import redis.clients.jedis.RedisClient;

/**
 * Question: what does a miss in this process cost that the second level answers, beside a bare GET,
 * and one that has to be loaded and kept?
 */
final class Remote {

  private static final int BATCHES = 60;
  private static final int OPERATIONS = 500;
  private static final String VALUE = "v".repeat(100);
  private static final Duration TTL = Duration.ofHours(1);

  private static final double GET_BAR = 1.15;
  private static final double MISS_BAR = 0.6;

  private Remote() {}

  static void run(Bars bars) throws Exception {
    try (var redis = TestRedis.start();
        var writer = new TrimtabNode(redis.uri(), TTL).connected();
        var ours = new TrimtabNode(redis.uri(), TTL).connected();
        var overJedis = TrimtabNode.overJedis(redis.uri(), TTL).connected();
        var bare = new LettuceNode(redis.uri());
        var jedis = RedisClient.create(URI.create(redis.uri()));
        var jetCache = new JetCacheNode(redis.uri(), 100_000, TTL, JetCacheNode.Protection.NONE)) {
      int keys = BATCHES * OPERATIONS;
      for (int i = 0; i < keys; i++) {
        writer.get("there" + i, _ -> VALUE);
        bare.put("bare" + i, VALUE);
      }
      var found = new LinkedHashMap<String, InTurn.Way>();
      found.put("trimtab", i -> ours.get("there" + i, Remote::unexpected));
      found.put("bare GET", i -> bare.bareGet("bare" + i).length());
      found.put("trimtab, Jedis", i -> overJedis.get("there" + i, Remote::unexpected));
      found.put("Jedis GET", i -> jedis.get("bare" + i).length());
      Costs costs = InTurn.measure(BATCHES, OPERATIONS, found);
      costs.print(bars, "found in Redis");
      bars.atMost(
          "found in Redis × bare GET of Lettuce, medians",
          costs.median("trimtab", "bare GET"),
          GET_BAR);
      bars.atMost(
          "found in Redis × bare GET of Jedis, medians",
          costs.median("trimtab, Jedis", "Jedis GET"),
          GET_BAR);

      var absent = new LinkedHashMap<String, InTurn.Way>();
      absent.put("trimtab", i -> ours.get("absent" + i, _ -> VALUE));
      absent.put("jetcache", i -> jetCache.get("absent" + i, _ -> VALUE));
      Costs misses = InTurn.measure(BATCHES, OPERATIONS, absent);
      misses.print(bars, "loaded and kept");
      bars.atMost(
          "loaded and kept × JetCache, medians", misses.median("trimtab", "jetcache"), MISS_BAR);
    }
  }

  private static String unexpected(String key) {
    throw new IllegalStateException(key + " should have been in Redis");
  }
}
