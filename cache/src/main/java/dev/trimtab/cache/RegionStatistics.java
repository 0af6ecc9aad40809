package dev.trimtab.cache;

import java.time.Duration;

/**
 * What a region did since it was declared. Counters are sums over threads that do not wait for each
 * other, so they are exact only when nothing happens.
 *
 * @param region its pattern
 * @param ttl longest life of its entries, which is its tier
 * @param firstLevelHits answered in this process
 * @param secondLevelHits answered by the second level
 * @param misses answered by neither
 * @param loads times a loader was called, batches counted once
 * @param loadedKeys keys asked of loaders
 * @param loadFailures times a loader threw
 * @param loadTime spent in loaders
 * @param savedTime what the hits would have taken in loaders: hits times mean time per loaded key
 * @param servedStale expired entries given because loading failed
 * @param refreshes loads ahead of an entry's end
 * @param secondLevelFailures commands that failed or came too late
 * @param entries in this process, expired ones included
 * @param weightBytes of those entries
 */
public record RegionStatistics(
    String region,
    Duration ttl,
    long firstLevelHits,
    long secondLevelHits,
    long misses,
    long loads,
    long loadedKeys,
    long loadFailures,
    Duration loadTime,
    Duration savedTime,
    long servedStale,
    long refreshes,
    long secondLevelFailures,
    long entries,
    long weightBytes) {

  /** Returns the share of requests that needed no loader, 0 to 1; 1 without requests. */
  public double hitRate() {
    long hits = firstLevelHits + secondLevelHits;
    return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
  }
}
