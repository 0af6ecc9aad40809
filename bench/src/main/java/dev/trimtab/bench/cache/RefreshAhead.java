package dev.trimtab.bench.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.scenarios.Zipf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Question: who waits for loads? The same requests, drawn by Zipf, go to a cache that only expires
 * and to ours, which loads anew ahead of the end what is worth it; the run is sixty lives long. The
 * first load of a key waits in either and cannot be saved, so it is shown apart.
 */
final class RefreshAhead {

  private static final int KEYS = 10_000;
  private static final int HOT = KEYS / 100;
  private static final double EXPONENT = 1;
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final int LIVES = 60;
  private static final Duration LOAD = Duration.ofMillis(2);
  private static final int READERS = 8;
  private static final Duration PAUSE = Duration.ofMillis(2);

  private static final double FOREGROUND_LEFT = 0.05;
  private static final double LOADS_MORE = 1.1;

  /** What one cache had to load. */
  private static final class Loads {
    private final LongAdder all = new LongAdder();
    private final LongAdder hotInForeground = new LongAdder();
    private final Set<Long> hotSeen = ConcurrentHashMap.newKeySet();

    /** A reader's thread is named; whoever else loads does so in the background. */
    String load(long key) {
      all.increment();
      if (key < HOT && Thread.currentThread().getName().equals("reader")) {
        hotInForeground.increment();
        hotSeen.add(key);
      }
      sleep(LOAD);
      return "value of " + key;
    }

    long again() {
      return hotInForeground.sum() - hotSeen.size();
    }
  }

  private final Loads expiring = new Loads();
  private final Loads ahead = new Loads();
  private final Zipf zipf = new Zipf(KEYS, EXPONENT);

  private RefreshAhead() {}

  static void run(Bars bars) throws Exception {
    new RefreshAhead().measure(bars);
  }

  private void measure(Bars bars) throws Exception {
    LoadingCache<Long, String> caffeine =
        Caffeine.newBuilder()
            .maximumSize(KEYS)
            .expireAfterWrite(TTL)
            .recordStats()
            .build(expiring::load);
    try (var cache = Cache.builder("refresh").build()) {
      Region<Long, String> region =
          cache.region(
              RegionSpec.<Long, String>of(KeyPattern.ofLong("item:{id}"), String.class)
                  .livingFor(TTL)
                  .loadedBy(key -> Optional.of(ahead.load(key))));
      long end = System.nanoTime() + TTL.toNanos() * LIVES;
      var readers = new ArrayList<Thread>();
      for (int i = 0; i < READERS; i++) {
        int seed = i;
        readers.add(
            Thread.ofVirtual().name("reader").start(() -> read(seed, end, caffeine, region)));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      bars.say(
          "  expire only: %,d loads, %,d of them of the hottest %d keys with a reader waiting",
          expiring.all.sum(), expiring.hotInForeground.sum(), HOT);
      bars.say(
          "  ahead:       %,d loads, %,d of them of the hottest %d keys with a reader waiting, %,d refreshes",
          ahead.all.sum(), ahead.hotInForeground.sum(), HOT, region.statistics().refreshes());
    }
    bars.say(
        "  without the first load of each key: %,d and %,d, × %.3f",
        expiring.again(), ahead.again(), (double) ahead.again() / expiring.again());
    bars.atMost(
        "waits for hot keys × expire only",
        (double) ahead.hotInForeground.sum() / expiring.hotInForeground.sum(),
        FOREGROUND_LEFT);
    bars.atMost("loads × expire only", (double) ahead.all.sum() / expiring.all.sum(), LOADS_MORE);
  }

  private void read(
      int seed, long end, LoadingCache<Long, String> caffeine, Region<Long, String> region) {
    var random = new SplittableRandom(seed);
    while (System.nanoTime() < end) {
      long key = zipf.rank(random);
      String expiringValue = caffeine.get(key);
      if (!region.get(key).equals(expiringValue)) {
        throw new IllegalStateException("two values of " + key);
      }
      sleep(PAUSE);
    }
  }

  private static void sleep(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
