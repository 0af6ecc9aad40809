package dev.trimtab.bench.cache.node;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.Health;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.jedis.JedisSecondLevel;
import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ours with both levels, tags on every entry, and statistics. */
public final class TrimtabNode implements CacheNode {

  /** How many loads of an absent key are allowed. */
  public enum Loads {
    /** One per process, the default. */
    PER_NODE,
    /** One in the cluster, which takes a lease. */
    PER_CLUSTER
  }

  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  private final Cache cache;
  private final Region<String, String> region;

  public TrimtabNode(String uri, Duration ttl) {
    this(uri, ttl, Loads.PER_NODE);
  }

  public TrimtabNode(String uri, Duration ttl, Loads loads) {
    this(LettuceSecondLevel.of(uri), ttl, loads);
  }

  /** Through Jedis instead of Lettuce. */
  public static TrimtabNode overJedis(String uri, Duration ttl) {
    return new TrimtabNode(JedisSecondLevel.of(uri), ttl, Loads.PER_NODE);
  }

  private TrimtabNode(SecondLevel secondLevel, Duration ttl, Loads loads) {
    cache = Cache.builder("bench").secondLevel(secondLevel).build();
    RegionSpec<String, String> spec =
        RegionSpec.<String, String>of(KeyPattern.ofString("user:{id}"), String.class)
            .livingFor(ttl)
            .notRefreshedAhead()
            .taggedBy((key, _) -> List.of(Tag.of("users"), Tag.of("user:" + key)));
    region = cache.region(loads == Loads.PER_CLUSTER ? spec.loadedOncePerCluster() : spec);
  }

  /** Waits until the node speaks to Redis: it starts without, and a cold JVM takes a second. */
  public TrimtabNode connected() {
    long end = System.nanoTime() + CONNECT_MAX.toNanos();
    while (cache.health().state() != Health.State.UP) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no second level: " + cache.health());
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return this;
  }

  @Override
  public @Nullable String peek(String key) {
    return region.peek(key).orElse(null);
  }

  @Override
  public String get(String key, UnaryOperator<String> loader) {
    return region.get(key, loader::apply);
  }

  @Override
  public void put(String key, String value) {
    region.put(key, value);
  }

  public Cache cache() {
    return cache;
  }

  public Region<String, String> region() {
    return region;
  }

  @Override
  public void close() {
    cache.close();
  }
}
