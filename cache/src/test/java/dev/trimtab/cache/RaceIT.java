package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestRedis;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Readers hammer keys on one node while the other one writes them; afterwards every key is asked
 * for once more. A cache without generations serves some of them old until their life ends.
 */
@ParameterizedClass
@EnumSource
class RaceIT {

  private static final int KEYS = 200;
  private static final int WRITES = 5;

  private final Client client;

  RaceIT(Client client) {
    this.client = client;
  }

  @Test
  void noKeyStaysOldAfterARace() throws Exception {
    assertNoneStaysOld(false);
  }

  @Test
  void norWhenConnectionsAreKilledMeanwhile() throws Exception {
    assertNoneStaysOld(true);
  }

  private void assertNoneStaysOld(boolean isKilling) throws Exception {
    var database = new AtomicLongArray(KEYS);
    try (TestRedis redis = TestRedis.start();
        Cache here = Waiting.online(node(redis));
        Cache there = Waiting.online(node(redis))) {
      Region<Long, Long> mine = here.region(rows());
      Region<Long, Long> theirs = there.region(rows());
      for (int key = 0; key < KEYS; key++) {
        race(database, mine, theirs, key);
        if (isKilling && key % 50 == 25) {
          redis.send("CLIENT", "KILL", "TYPE", "pubsub");
          redis.send("CLIENT", "KILL", "TYPE", "normal");
        }
      }
      Waiting.online(here);
      Waiting.online(there);
      Waiting.sleep(500);
      var stale = new ArrayList<Long>();
      for (long key = 0; key < KEYS; key++) {
        long truth = database.get((int) key);
        if (theirs.get(key, k -> database.get((int) (long) k)) != truth
            || mine.get(key, k -> database.get((int) (long) k)) != truth) {
          stale.add(key);
        }
      }
      assertThat(stale).isEmpty();
    }
  }

  private static void race(
      AtomicLongArray database, Region<Long, Long> mine, Region<Long, Long> theirs, int key)
      throws Exception {
    var isOver = new AtomicBoolean();
    try (var threads = Executors.newCachedThreadPool()) {
      var readers = new ArrayList<Future<?>>();
      for (int reader = 0; reader < 2; reader++) {
        readers.add(
            threads.submit(() -> {
              while (!isOver.get()) {
                theirs.get((long) key, k -> database.get((int) (long) k));
                Thread.onSpinWait();
              }
            }));
      }
      for (int write = 0; write < WRITES; write++) {
        database.incrementAndGet(key);
        if (write % 2 == 0) {
          mine.invalidate((long) key);
        } else {
          mine.put((long) key, database.get(key));
        }
      }
      isOver.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  private Cache node(TestRedis redis) {
    return Cache.builder("shop").secondLevel(client.to(redis.uri())).build();
  }

  private static RegionSpec<Long, Long> rows() {
    return RegionSpec.of(KeyPattern.ofLong("row:{id}"), Long.class);
  }
}
