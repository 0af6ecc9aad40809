package dev.trimtab.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** A region's counters: striped, so that readers do not wait for each other. */
final class Counters {

  final LongAdder firstLevelHits = new LongAdder();
  final LongAdder secondLevelHits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadedKeys = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder servedStale = new LongAdder();
  final LongAdder refreshes = new LongAdder();
  final LongAdder secondLevelFailures = new LongAdder();

  RegionStatistics read(String region, Duration ttl, long entries, long weightBytes) {
    long keys = loadedKeys.sum();
    long nanos = loadNanos.sum();
    long hits = firstLevelHits.sum() + secondLevelHits.sum();
    long saved = keys == 0 ? 0 : Math.round((double) nanos / keys * hits);
    return new RegionStatistics(
        region,
        ttl,
        firstLevelHits.sum(),
        secondLevelHits.sum(),
        misses.sum(),
        loads.sum(),
        keys,
        loadFailures.sum(),
        Duration.ofNanos(nanos),
        Duration.ofNanos(saved),
        servedStale.sum(),
        refreshes.sum(),
        secondLevelFailures.sum(),
        entries,
        weightBytes);
  }
}
