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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Question: 200 threads on two nodes ask for one cold key; how often is it loaded, how long? And if
 * a third node, a process of its own, is killed while it loads?
 */
final class Stampede {

  private static final int THREADS = 200;
  private static final Duration LOAD = Duration.ofMillis(50);
  private static final Duration TTL = Duration.ofHours(1);
  private static final int PASSES = 9;
  private static final double WALL_BAR = 1.6;

  private Stampede() {}

  private record Pass(int loads, double wallMillis) {}

  static void run(Bars bars) throws Exception {
    try (var redis = TestRedis.start()) {
      List<Pass> ours =
          passes(
              redis,
              () -> new TrimtabNode(redis.uri(), TTL, TrimtabNode.Loads.PER_CLUSTER).connected());
      print(bars, "trimtab", ours);
      print(
          bars,
          "jetcache",
          passes(
              redis,
              () -> new JetCacheNode(redis.uri(), 10_000, TTL, JetCacheNode.Protection.NONE)));
      print(
          bars,
          "jetcache, protected",
          passes(
              redis,
              () -> new JetCacheNode(redis.uri(), 10_000, TTL, JetCacheNode.Protection.PER_NODE)));
      print(bars, "redisson", passes(redis, () -> new RedissonNode(redis.uri(), 10_000, TTL)));
      bars.atMost(
          "loads in the cluster, worst pass",
          ours.stream().mapToInt(Pass::loads).max().orElse(0),
          1);
      bars.atMost("wall × load, median", median(ours) / LOAD.toMillis(), WALL_BAR);
      killed(bars, redis);
    }
  }

  private static void killed(Bars bars, TestRedis redis) throws Exception {
    try (var first = new TrimtabNode(redis.uri(), TTL, TrimtabNode.Loads.PER_CLUSTER).connected();
        var second = new TrimtabNode(redis.uri(), TTL, TrimtabNode.Loads.PER_CLUSTER).connected()) {
      pass(first, second, "warm");
      long held = LeaseHolder.killedWhileLoading(redis.uri(), "held");
      Pass pass = pass(first, second, "held");
      double sinceLease = (System.nanoTime() - held) / 1e6;
      bars.say(
          "  holder of the lease killed: loads %d, all 200 answered %.0f ms after it began to load",
          pass.loads(), sinceLease);
      bars.atMost("loads after the holder was killed", pass.loads(), 1);
      bars.atMost(
          "answered after the end of the lease, ms",
          sinceLease - LeaseHolder.LEASE.toMillis(),
          WALL_BAR * LOAD.toMillis());
    }
  }

  private static void print(Bars bars, String name, List<Pass> passes) {
    bars.say(
        "  %-20s loads %s, wall ms median %.0f, worst %.0f",
        name,
        passes.stream().map(Pass::loads).toList(),
        median(passes),
        passes.stream().mapToDouble(Pass::wallMillis).max().orElse(0));
  }

  private static double median(List<Pass> passes) {
    return passes.stream().mapToDouble(Pass::wallMillis).sorted().toArray()[passes.size() / 2];
  }

  /** The first pass warms up. */
  private static List<Pass> passes(TestRedis redis, Supplier<CacheNode> node)
      throws InterruptedException {
    redis.send("FLUSHALL");
    var passes = new ArrayList<Pass>();
    try (CacheNode first = node.get();
        CacheNode second = node.get()) {
      for (int i = 0; i <= PASSES; i++) {
        Pass pass = pass(first, second, "cold" + i);
        if (i > 0) {
          passes.add(pass);
        }
      }
    }
    return passes;
  }

  private static Pass pass(CacheNode first, CacheNode second, String key)
      throws InterruptedException {
    var loads = new AtomicInteger();
    var go = new CountDownLatch(1);
    var done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      CacheNode node = i % 2 == 0 ? first : second;
      Thread.ofVirtual()
          .start(() -> {
            try {
              go.await();
              node.get(key, _ -> load(loads));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              done.countDown();
            }
          });
    }
    Thread.sleep(20);
    long start = System.nanoTime();
    go.countDown();
    done.await();
    return new Pass(loads.get(), (System.nanoTime() - start) / 1e6);
  }

  private static String load(AtomicInteger loads) {
    loads.incrementAndGet();
    try {
      Thread.sleep(LOAD);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "loaded";
  }
}
