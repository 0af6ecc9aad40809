package dev.trimtab.bench.cache.node;

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

/** Lettuce's client-side caching over a plain map. */
public final class LettuceNode implements CacheNode {

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final CacheFrontend<String, String> cache;

  public LettuceNode(String uri) {
    client = RedisClient.create(uri);
    connection = client.connect();
    cache =
        ClientSideCaching.enable(
            CacheAccessor.forMap(new ConcurrentHashMap<>()),
            connection,
            TrackingArgs.Builder.enabled());
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
