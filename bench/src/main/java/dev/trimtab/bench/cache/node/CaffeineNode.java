package dev.trimtab.bench.cache.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plain Caffeine with a life and statistics: no second level, no other node. */
public final class CaffeineNode implements CacheNode {

  private final Cache<String, String> cache;

  public CaffeineNode(int entriesMax, Duration ttl) {
    cache =
        Caffeine.newBuilder().maximumSize(entriesMax).expireAfterWrite(ttl).recordStats().build();
  }

  @Override
  public @Nullable String peek(String key) {
    return cache.getIfPresent(key);
  }

  @Override
  public String get(String key, UnaryOperator<String> loader) {
    return cache.get(key, loader);
  }

  @Override
  public void put(String key, String value) {
    cache.put(key, value);
  }

  @Override
  public void close() {
    cache.invalidateAll();
  }
}
