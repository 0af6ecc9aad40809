package dev.trimtab.bench.cache.node;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.MetricsMonitorInstaller;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** JetCache with both levels, local copies kept in step, and its statistics. */
public final class JetCacheNode implements CacheNode {

  /** How many loads JetCache allows for a key that is absent. */
  public enum Protection {
    /** Its default. */
    NONE,
    /** One per process. */
    PER_NODE
  }

  private static final String AREA = "default";

  private final RedisClient client;
  private final SimpleCacheManager manager;
  private final Cache<String, String> cache;

  public JetCacheNode(String uri, int entriesMax, Duration ttl, Protection protection) {
    client = RedisClient.create(uri);
    CacheBuilder local =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(entriesMax)
            .keyConvertor(UnaryOperator.identity());
    CacheBuilder remote =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .pubSubConnection(broadcast(client))
            .keyConvertor(UnaryOperator.identity())
            .valueEncoder(JavaValueEncoder.INSTANCE)
            .valueDecoder(JavaValueDecoder.INSTANCE)
            .broadcastChannel("jetcache");
    var template =
        new CacheBuilderTemplate(
            protection == Protection.PER_NODE, Map.of(AREA, local), Map.of(AREA, remote));
    template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(_ -> remote));
    template
        .getCacheMonitorInstallers()
        .add(new MetricsMonitorInstaller(_ -> {}, Duration.ofMinutes(15)));
    manager = new SimpleCacheManager();
    manager.setCacheBuilderTemplate(template);
    cache =
        manager.getOrCreateCache(
            QuickConfig.newBuilder(AREA, "bench")
                .cacheType(CacheType.BOTH)
                .expire(ttl)
                .syncLocal(true)
                .build());
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // JetCache's codec has no type arguments.
  private static StatefulRedisPubSubConnection broadcast(RedisClient client) {
    return client.connectPubSub(new JetCacheCodec());
  }

  @Override
  public @Nullable String peek(String key) {
    return cache.get(key);
  }

  @Override
  public String get(String key, UnaryOperator<String> loader) {
    return cache.computeIfAbsent(key, loader);
  }

  @Override
  public void put(String key, String value) {
    cache.put(key, value);
  }

  @Override
  public void close() {
    manager.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
