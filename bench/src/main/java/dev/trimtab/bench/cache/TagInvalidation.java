package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.bench.cache.measure.InTurn.Costs;
import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/** Question: what does it cost to make all entries of a tag stale, and does their number matter? */
final class TagInvalidation {

  private static final int KEYS = 200_000;
  private static final int TAGGED = 2_000;
  private static final int MANY = 100_000;
  private static final int BATCHES = 200;

  private static final double MILLIS_BAR = 2;
  private static final double SAME = 0.2;

  private TagInvalidation() {}

  static void run(Bars bars) throws Exception {
    try (var redis = TestRedis.start();
        var cache = Cache.builder("tags").secondLevel(LettuceSecondLevel.of(redis.uri())).build()) {
      Region<Long, String> region =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("item:{id}"), String.class)
                  .livingFor(Duration.ofHours(1))
                  .notRefreshedAhead()
                  .taggedBy((id, _) -> tags(id)));
      for (long id = 0; id < KEYS; id++) {
        region.get(id, key -> "value " + key);
      }
      String before = region.get(7L, _ -> "loaded again");
      cache.invalidateTags(List.of(Tag.of("two thousand")));
      bars.holds(
          "an entry with the tag is loaded again", !region.get(7L, _ -> "anew").equals(before));
      bars.holds(
          "an entry without it is not",
          region.get(KEYS - 1L, _ -> "anew").equals("value " + (KEYS - 1)));

      var ways = new LinkedHashMap<String, InTurn.Way>();
      for (String tag : List.of("one", "two thousand", "many")) {
        ways.put(tag, _ -> invalidate(cache, tag));
      }
      Costs costs = InTurn.measure(BATCHES, 5, ways);
      costs.print(bars, "entries");
      bars.atMost(
          "2,000 of 200,000, median ms", costs.of("two thousand").medianNanos() / 1e6, MILLIS_BAR);
      bars.atMost("100,000 keys × 1 key", costs.median("many", "one"), 1 + SAME);
      bars.atLeast("100,000 keys × 1 key", costs.median("many", "one"), 1 - SAME);
    }
  }

  private static Object invalidate(Cache cache, String tag) {
    cache.invalidateTags(List.of(Tag.of(tag)));
    return tag;
  }

  private static List<Tag> tags(long id) {
    return id == 0
        ? List.of(Tag.of("one"))
        : id < TAGGED
            ? List.of(Tag.of("two thousand"))
            : id < TAGGED + MANY ? List.of(Tag.of("many")) : List.of();
  }
}
