package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Two caches over one second level against a map that is the database: whatever is done in whatever
 * order, a read gives what the map holds.
 */
class ModelTest {

  private static final int KEYS = 6;

  private final Map<Long, String> database = new HashMap<>();
  private int version;

  /** What a node can do; a row's tag is its key modulo two. */
  private final class Node {

    private final Cache cache;
    private final Region<Long, String> rows;

    Node(SecondLevel secondLevel, ManualTime time) {
      cache =
          Cache.builder("shop").secondLevel(shared(secondLevel)).sources(time.sources()).build();
      rows =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("row:{id}"), String.class)
                  .livingFor(Duration.ofSeconds(50))
                  .missingFor(Duration.ofSeconds(20))
                  .notRefreshedAhead()
                  .taggedBy((id, _) -> List.of(Tag.of("parity:" + id % 2))));
    }

    /** The first node that closes would close the level of the other one. */
    private static SecondLevel shared(SecondLevel level) {
      return new SecondLevel() {
        @Override
        public Session open(String name, Listener listener) {
          return level.open(name, listener);
        }

        @Override
        public void close() {}
      };
    }

    void read(long key) {
      assertThat(rows.find(key, k -> Optional.ofNullable(database.get(k))))
          .isEqualTo(Optional.ofNullable(database.get(key)));
    }

    void readAll() {
      var keys = List.of(0L, 1L, 2L, 3L, 4L, 5L);
      BatchLoader<Long, String> loader =
          asked -> {
            var found = new HashMap<Long, String>();
            asked.forEach(
                key -> Optional.ofNullable(database.get(key)).ifPresent(v -> found.put(key, v)));
            return found;
          };
      assertThat(rows.getAll(keys, loader)).isEqualTo(database);
    }

    void write(long key, RandomGenerator random) {
      String value = "v" + version++;
      switch (random.nextInt(6)) {
        case 0 -> {
          database.put(key, value);
          rows.put(key, value);
        }
        case 1 -> {
          database.remove(key);
          rows.invalidate(key);
        }
        case 2 -> {
          database.put(key, value);
          cache.invalidateEntity("row", key);
        }
        case 3 -> {
          database.put(key, value);
          cache.invalidateTags(List.of(Tag.of("parity:" + key % 2)));
        }
        case 4 -> {
          database.put(key, value);
          cache.flush("a test");
        }
        default -> {
          database.put(key, value);
          try (CacheTransaction transaction = cache.begin()) {
            rows.invalidateAll(List.of(key));
            transaction.commit();
          }
        }
      }
    }
  }

  @Test
  void aReadGivesWhatTheDatabaseHolds() {
    for (long seed = 0; seed < 40; seed++) {
      Seeds.only(seed, this::run);
    }
  }

  private void run(RandomGenerator random) {
    database.clear();
    var level = new HeapSecondLevel();
    var time = new ManualTime();
    var here = new Node(level, time);
    var there = new Node(level, time);
    try {
      Waiting.online(here.cache);
      Waiting.online(there.cache);
      for (int step = 0; step < 120; step++) {
        Node node = random.nextBoolean() ? here : there;
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> node.write(random.nextLong(KEYS), random);
          case 3 -> time.pass(Duration.ofSeconds(random.nextLong(30)));
          case 4 -> node.readAll();
          case 5 -> loseSometimes(level, random, here, there);
          default -> node.read(random.nextLong(KEYS));
        }
      }
    } finally {
      here.cache.close();
      there.cache.close();
    }
  }

  /** While it is away only this node writes; the other one cannot hear, and is not asked. */
  private void loseSometimes(HeapSecondLevel level, RandomGenerator random, Node here, Node there) {
    if (random.nextInt(8) > 0) {
      return;
    }
    level.goes();
    for (int step = 0; step < 4; step++) {
      here.write(random.nextLong(KEYS), random);
      here.read(random.nextLong(KEYS));
    }
    level.comes();
    Waiting.online(here.cache);
    Waiting.online(there.cache);
  }
}
