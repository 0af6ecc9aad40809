package dev.trimtab.bench.cache.node;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson's local map over Caffeine. Its free edition has no life for entries in Redis. */
public final class RedissonNode implements CacheNode {

  private final RedissonClient client;
  private final RLocalCachedMap<String, String> map;

  public RedissonNode(String uri, int entriesMax, Duration ttl) {
    var config = new Config();
    config.useSingleServer().setAddress(uri).setConnectionMinimumIdleSize(2);
    config.setCodec(StringCodec.INSTANCE);
    client = Redisson.create(config);
    map =
        client.getLocalCachedMap(
            LocalCachedMapOptions.<String, String>name("redisson")
                .cacheSize(entriesMax)
                .timeToLive(ttl)
                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE));
  }

  @Override
  public @Nullable String peek(String key) {
    return map.get(key);
  }

  @Override
  public String get(String key, UnaryOperator<String> loader) {
    return map.computeIfAbsent(key, loader);
  }

  @Override
  public void put(String key, String value) {
    map.fastPut(key, value);
  }

  @Override
  public void close() {
    client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }
}
