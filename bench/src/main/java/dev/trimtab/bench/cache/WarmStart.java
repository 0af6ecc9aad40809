package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.scenarios.Zipf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Question: how long until a new process answers as well as the last one did? Once cold, once with
 * the keys that were hottest at the end of the last run; the time of warming up counts.
 */
final class WarmStart {

  private static final int KEYS = 20_000;
  private static final double EXPONENT = 1;
  private static final int REQUESTS = 30_000;
  private static final int WINDOW = 500;
  private static final Duration LOAD = Duration.ofMillis(1);
  private static final double REACHED = 0.9;
  private static final double BAR = 0.1;

  private final Zipf zipf = new Zipf(KEYS, EXPONENT);
  private final Path heat;

  private WarmStart(Path heat) {
    this.heat = heat;
  }

  /** How the share of hits came up, request by request, and when. */
  private static final class Course {

    private final double[] hitRates = new double[REQUESTS];
    private final long[] nanos = new long[REQUESTS];
    private int warmed;
    private long warmedNanos;

    double last() {
      return hitRates[REQUESTS - 1];
    }

    double millisUntil(double rate) {
      for (int i = WINDOW; i < REQUESTS; i++) {
        if (hitRates[i] >= rate) {
          return nanos[i] / 1e6;
        }
      }
      return Double.POSITIVE_INFINITY;
    }
  }

  static void run(Bars bars) throws Exception {
    Path folder = Files.createTempDirectory("warm-start-");
    Path heat = folder.resolve("heat");
    try {
      new WarmStart(heat).measure(bars);
    } finally {
      Files.deleteIfExists(heat);
      Files.deleteIfExists(folder);
    }
  }

  private void measure(Bars bars) {
    Course cold = course(1, false);
    Course warm = course(2, true);
    double steady = cold.last();
    double coldMillis = cold.millisUntil(REACHED * steady);
    double warmMillis = warm.millisUntil(REACHED * steady);
    bars.say(
        "  steady hit rate %.3f; nine tenths of it cold after %,.0f ms, warm after %,.0f ms",
        steady, coldMillis, warmMillis);
    bars.say(
        "  warming up: %,d keys in %,.0f ms; then %d requests fill the first window",
        warm.warmed, warm.warmedNanos / 1e6, WINDOW);
    bars.atMost("time to nine tenths, warm × cold", warmMillis / coldMillis, BAR);
  }

  /** A window moves over the requests; before the first is full there is no rate. */
  private Course course(int seed, boolean isWarm) {
    var random = new SplittableRandom(seed);
    var course = new Course();
    try (var cache = Cache.builder("warm").heatFile(heat).build()) {
      Region<Long, String> region =
          cache.region(
              RegionSpec.<Long, String>of(KeyPattern.ofLong("item:{id}"), String.class)
                  .livingFor(Duration.ofHours(1))
                  .loadedBy(key -> Optional.of(load(key)))
                  .loadedInBatchesBy(WarmStart::loadAll));
      long start = System.nanoTime();
      if (isWarm) {
        course.warmed = cache.warmUp();
        course.warmedNanos = System.nanoTime() - start;
      }
      Deque<Boolean> window = new ArrayDeque<>();
      int hits = 0;
      for (int i = 0; i < REQUESTS; i++) {
        long key = zipf.rank(random);
        boolean isHit = region.peek(key).isPresent();
        if (!region.get(key).equals("value of " + key)) {
          throw new IllegalStateException("a wrong value of " + key);
        }
        window.addLast(isHit);
        hits += isHit ? 1 : 0;
        if (window.size() > WINDOW) {
          hits -= window.removeFirst() ? 1 : 0;
        }
        course.hitRates[i] = (double) hits / window.size();
        course.nanos[i] = System.nanoTime() - start;
      }
    }
    return course;
  }

  private static String load(long key) {
    statement();
    return "value of " + key;
  }

  private static Map<Long, String> loadAll(Set<Long> keys) {
    statement();
    var values = new HashMap<Long, String>();
    keys.forEach(key -> values.put(key, "value of " + key));
    return values;
  }

  private static void statement() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOAD.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
