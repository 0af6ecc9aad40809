package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.PredictionStatistics;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.PageRequest;
import dev.trimtab.scenarios.studio.StudioTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Question: how many round trips does a page save when what usually follows its first key is read
 * with it? The pages of the studio's trace, one unit of work each; the same requests once without
 * units and once with them. A round trip is one that a page has to wait for or that the database
 * has to answer: one call of a loader, whether for one key or for a batch.
 */
final class Predictive {

  private static final LoadOptions OPTIONS = new LoadOptions(0.1, 42);
  private static final Duration TRACE = Duration.ofMinutes(30);

  /** Small, so that much is missed: what is never missed needs no prediction. */
  private static final Duration TTL = Duration.ofMillis(400);

  private static final double ROUND_TRIPS_LEFT = 0.7;

  /** Noise of a hit rate between two runs over the same requests. */
  private static final double SAME = 0.005;

  private final LongAdder roundTrips = new LongAdder();

  private Predictive() {}

  private record Outcome(long roundTrips, double hitRate, PredictionStatistics prediction) {}

  static void run(Bars bars) throws Exception {
    List<List<PageRequest>> pages = pages();
    Outcome without = new Predictive().replay(pages, false);
    Outcome with = new Predictive().replay(pages, true);
    bars.say(
        "  %,d pages; round trips %,d without, %,d with prediction; hit rate %.3f and %.3f",
        pages.size(), without.roundTrips(), with.roundTrips(), without.hitRate(), with.hitRate());
    bars.say("  %s, used %.2f", with.prediction(), with.prediction().hitRate());
    bars.atMost(
        "round trips with × without",
        (double) with.roundTrips() / without.roundTrips(),
        ROUND_TRIPS_LEFT);
    bars.atLeast("hit rate with − without", with.hitRate() - without.hitRate(), -SAME);
  }

  /** What belongs together has the same moment. */
  private static List<List<PageRequest>> pages() {
    var trace = StudioTrace.of(OPTIONS);
    var pages = new TreeMap<Duration, List<PageRequest>>();
    for (PageRequest next = trace.get(); next.at().compareTo(TRACE) < 0; next = trace.get()) {
      if (!next.isWrite()) {
        pages.computeIfAbsent(next.at(), _ -> new ArrayList<>()).add(next);
      }
    }
    return List.copyOf(pages.values());
  }

  private Outcome replay(List<List<PageRequest>> pages, boolean inUnits) {
    try (var cache = Cache.builder("predictive").build()) {
      Map<String, Region<String, String>> regions = new HashMap<>();
      for (List<PageRequest> page : pages) {
        if (inUnits) {
          try (var _ = cache.unitOfWork()) {
            page.forEach(request -> ask(cache, regions, request));
          }
        } else {
          page.forEach(request -> ask(cache, regions, request));
        }
      }
      return new Outcome(
          roundTrips.sum(), cache.statistics().hitRate(), cache.statistics().prediction());
    }
  }

  private void ask(Cache cache, Map<String, Region<String, String>> regions, PageRequest request) {
    Region<String, String> region =
        regions.computeIfAbsent(
            request.resource(),
            resource ->
                cache.region(
                    RegionSpec.<String, String>of(
                            KeyPattern.ofString(resource + ":{request}"), String.class)
                        .livingFor(TTL)
                        .notRefreshedAhead()
                        .loadedBy(key -> Optional.of(load(key)))
                        .loadedInBatchesBy(this::loadAll)));
    if (!region.get(request.key()).equals("rows of " + request.key())) {
      throw new IllegalStateException("a wrong value of " + request.key());
    }
  }

  private String load(String key) {
    roundTrip();
    return "rows of " + key;
  }

  private Map<String, String> loadAll(Set<String> keys) {
    roundTrip();
    var values = new HashMap<String, String>();
    keys.forEach(key -> values.put(key, "rows of " + key));
    return values;
  }

  private void roundTrip() {
    roundTrips.increment();
    try {
      Thread.sleep(Duration.ofNanos(200_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
