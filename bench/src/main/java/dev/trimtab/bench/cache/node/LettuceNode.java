package dev.trimtab.bench.cache.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lettuce's client-side caching, over a plain map or over what an application would put there. */
public final class LettuceNode implements CacheNode {

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final CacheFrontend<String, String> cache;

  /** Over a map without a bound, a life or statistics, as in its manual. */
  public LettuceNode(String uri) {
    this(uri, CacheAccessor.forMap(new ConcurrentHashMap<>()));
  }

  /** Over Caffeine with a bound, a life and statistics, which is what ours has, too. */
  public static LettuceNode overCaffeine(String uri, int size, Duration ttl) {
    Cache<String, String> caffeine =
        Caffeine.newBuilder().maximumSize(size).expireAfterWrite(ttl).recordStats().build();
    return new LettuceNode(uri, new OverCaffeine(caffeine));
  }

  private record OverCaffeine(Cache<String, String> caffeine)
      implements CacheAccessor<String, String> {

    /** The interface means null by absent, and says so in prose only. */
    @Override
    @SuppressWarnings("NullAway")
    public String get(String key) {
      return caffeine.getIfPresent(key);
    }

    @Override
    public void put(String key, String value) {
      caffeine.put(key, value);
    }

    @Override
    public void evict(String key) {
      caffeine.invalidate(key);
    }
  }

  private LettuceNode(String uri, CacheAccessor<String, String> copies) {
    client = RedisClient.create(uri);
    connection = client.connect();
    cache = ClientSideCaching.enable(copies, connection, TrackingArgs.Builder.enabled());
  }

  @Override
  public @Nullable String peek(String key) {
    return cache.get(key);
  }

  @Override
  public String get(String key, UnaryOperator<String> loader) {
    return cache.get(key, () -> loader.apply(key));
  }

  /** Sent over the same connection, which would not hear of its own change with NOLOOP. */
  @Override
  public void put(String key, String value) {
    connection.sync().set(key, value);
  }

  /** Returns what Redis has, past the copy in this process: a bare GET. */
  public String bareGet(String key) {
    return Objects.requireNonNull(connection.sync().get(key), key);
  }

  @Override
  public void close() {
    cache.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
