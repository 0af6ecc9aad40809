package dev.trimtab.cache.micrometer;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.CacheStatistics;
import dev.trimtab.cache.Health;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Meters of a cache and its regions, read when asked for; the hot path pays nothing.
 *
 * <p>{@code trimtab.cache.requests} by region and level ({@code first}, {@code second}, {@code
 * none}), {@code .loads}, {@code .load.failures}, {@code .load.time}, {@code .saved.time}, {@code
 * .stale}, {@code .refreshes}, {@code .entries}, {@code .weight}; and of the whole {@code .up} (1
 * while both levels work), {@code .pending}, {@code .invalidations} by origin, and {@code
 * .read.ahead}, what was read before it was asked for, by outcome ({@code used}, {@code unused}).
 */
public final class CacheMetrics implements MeterBinder {

  private final String name;
  private final Cache cache;
  private final List<Region<?, ?>> regions;

  /**
   * @param name value of the tag {@code cache}
   * @param regions those to be measured one by one
   */
  public CacheMetrics(String name, Cache cache, List<Region<?, ?>> regions) {
    this.name = name;
    this.cache = cache;
    this.regions = List.copyOf(regions);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Tags tags = Tags.of("cache", name);
    Gauge.builder("trimtab.cache.up", cache, c -> c.health().state() == Health.State.UP ? 1 : 0)
        .tags(tags)
        .register(registry);
    Gauge.builder("trimtab.cache.pending", cache, c -> c.health().pendingInvalidations())
        .tags(tags)
        .register(registry);
    counted(registry, "invalidations", tags.and("origin", "here"), CacheStatistics::invalidations);
    counted(registry, "invalidations", tags.and("origin", "elsewhere"), CacheStatistics::heard);
    counted(registry, "read.ahead", tags.and("outcome", "used"), s -> s.prediction().used());
    counted(
        registry,
        "read.ahead",
        tags.and("outcome", "unused"),
        s -> s.prediction().readAhead() - s.prediction().used());
    for (Region<?, ?> region : regions) {
      bind(registry, tags.and("region", region.spec().pattern().pattern()), region);
    }
  }

  private void counted(
      MeterRegistry registry, String name, Tags tags, ToDoubleFunction<CacheStatistics> count) {
    FunctionCounter.builder(
            "trimtab.cache." + name, cache, c -> count.applyAsDouble(c.statistics()))
        .tags(tags)
        .register(registry);
  }

  private static void bind(MeterRegistry registry, Tags tags, Region<?, ?> region) {
    count(
        registry, "requests", tags.and("level", "first"), region, RegionStatistics::firstLevelHits);
    count(
        registry,
        "requests",
        tags.and("level", "second"),
        region,
        RegionStatistics::secondLevelHits);
    count(registry, "requests", tags.and("level", "none"), region, RegionStatistics::misses);
    count(registry, "loads", tags, region, RegionStatistics::loads);
    count(registry, "load.failures", tags, region, RegionStatistics::loadFailures);
    count(registry, "stale", tags, region, RegionStatistics::servedStale);
    count(registry, "refreshes", tags, region, RegionStatistics::refreshes);
    time(registry, "load.time", tags, region, s -> s.loadTime().toNanos());
    time(registry, "saved.time", tags, region, s -> s.savedTime().toNanos());
    Gauge.builder("trimtab.cache.entries", region, r -> r.statistics().entries())
        .tags(tags)
        .register(registry);
    Gauge.builder("trimtab.cache.weight", region, r -> r.statistics().weightBytes())
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  private static void count(
      MeterRegistry registry,
      String name,
      Tags tags,
      Region<?, ?> region,
      ToDoubleFunction<RegionStatistics> count) {
    FunctionCounter.builder(
            "trimtab.cache." + name, region, r -> count.applyAsDouble(r.statistics()))
        .tags(tags)
        .register(registry);
  }

  private static void time(
      MeterRegistry registry,
      String name,
      Tags tags,
      Region<?, ?> region,
      ToDoubleFunction<RegionStatistics> nanos) {
    TimeGauge.builder(
            "trimtab.cache." + name,
            region,
            TimeUnit.NANOSECONDS,
            r -> nanos.applyAsDouble(r.statistics()))
        .tags(tags)
        .register(registry);
  }
}
