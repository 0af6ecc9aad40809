package dev.trimtab.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a cache did since it was built.
 *
 * @param regions in the order they were declared
 * @param invalidations calls that made something stale, by this node
 * @param heard invalidations told by other nodes
 * @param flushes times everything became stale
 * @param secondLevelLosses times the second level went away
 * @param secondLevelCommands sent, each one a round trip
 * @param prediction what reading ahead did
 */
public record CacheStatistics(
    List<RegionStatistics> regions,
    long invalidations,
    long heard,
    long flushes,
    long secondLevelLosses,
    long secondLevelCommands,
    PredictionStatistics prediction) {

  public CacheStatistics {
    regions = List.copyOf(regions);
  }

  /** Returns the regions by the life of their entries, shortest first. */
  public Map<Duration, List<RegionStatistics>> byTier() {
    return regions.stream()
        .collect(Collectors.groupingBy(RegionStatistics::ttl, TreeMap::new, Collectors.toList()));
  }

  /** Returns the share of requests that needed no loader, 0 to 1; 1 without requests. */
  public double hitRate() {
    long hits = regions.stream().mapToLong(r -> r.firstLevelHits() + r.secondLevelHits()).sum();
    long misses = regions.stream().mapToLong(RegionStatistics::misses).sum();
    return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
  }

  /** Returns the weight of all entries in this process, in bytes. */
  public long weightBytes() {
    return regions.stream().mapToLong(RegionStatistics::weightBytes).sum();
  }
}
