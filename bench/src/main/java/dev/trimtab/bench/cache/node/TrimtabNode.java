package dev.trimtab.bench.cache.node;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ours with both levels, tags on every entry, statistics, and one load per cluster. */
public final class TrimtabNode implements CacheNode {

  private final Cache cache;
  private final Region<String, String> region;

  public TrimtabNode(String uri, Duration ttl) {
    cache = Cache.builder("bench").secondLevel(LettuceSecondLevel.of(uri)).build();
    region =
        cache.region(
            RegionSpec.of(KeyPattern.ofString("user:{id}"), String.class)
                .livingFor(ttl)
                .notRefreshedAhead()
                .loadedOncePerCluster()
                .taggedBy((key, _) -> List.of(Tag.of("users"), Tag.of("user:" + key))));
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
