package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is loaded before anybody asks: after a start, and within a unit of work. */
class AheadTest {

  @TempDir private Path folder;

  private static final BatchLoader<Long, String> DATABASE =
      keys -> {
        Map<Long, String> rows = new HashMap<>();
        keys.forEach(key -> rows.put(key, "row " + key));
        return rows;
      };

  private static RegionSpec<Long, String> spec(String pattern) {
    return RegionSpec.of(KeyPattern.ofLong(pattern), String.class).loadedInBatchesBy(DATABASE);
  }

  @Test
  void aWarmStartHasTheKeysOfTheLastRun() throws Exception {
    Path file = folder.resolve("heat");
    try (var cache = Cache.builder("shop").heatFile(file).build()) {
      Region<Long, String> rows = cache.region(spec("row:{id}"));
      for (long key = 0; key < 100; key++) {
        rows.get(key);
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var cache = Cache.builder("shop").heatFile(file).build()) {
      Region<Long, String> rows = cache.region(spec("row:{id}"));
      assertThat(cache.warmUp()).isEqualTo(100);
      assertThat(rows.statistics().loads()).isEqualTo(1);
      assertThat(rows.peek(17L)).contains("row 17");
    }
  }

  private Path heatOf(int keys) throws Exception {
    var lines = new ArrayList<>(List.of("trimtab heat 1"));
    for (int key = 0; key < keys; key++) {
      lines.add("v1:row:" + key);
    }
    return Files.write(folder.resolve("heat"), lines);
  }

  @Test
  void aWarmStartWaitsForSeveralBatchesAtOnce() throws Exception {
    var pairs = new CyclicBarrier(2);
    BatchLoader<Long, String> loader =
        keys -> {
          pairs.await(10, TimeUnit.SECONDS);
          return DATABASE.load(keys);
        };
    try (var cache = Cache.builder("shop").heatFile(heatOf(2_000)).build()) {
      Region<Long, String> rows =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("row:{id}"), String.class).loadedInBatchesBy(loader));
      assertThat(cache.warmUp()).isEqualTo(2_000);
      assertThat(rows.statistics().loads()).isEqualTo(4);
    }
  }

  @Test
  void aWarmStartSaysWhyItFailedAndGoesNoFurther() throws Exception {
    BatchLoader<Long, String> loader =
        _ -> {
          throw new IllegalStateException("the database is away");
        };
    try (var cache = Cache.builder("shop").heatFile(heatOf(20_000)).build()) {
      Region<Long, String> rows =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("row:{id}"), String.class).loadedInBatchesBy(loader));
      assertThatThrownBy(cache::warmUp).hasMessage("the database is away");
      assertThat(rows.statistics().loadFailures()).isLessThan(40);
    }
  }

  @Test
  void aHeatFileThatIsNotOursWarmsNothing() throws Exception {
    Path file = folder.resolve("heat");
    Files.writeString(file, "something else\nv1:row:1\n");
    try (var cache = Cache.builder("shop").heatFile(file).build()) {
      cache.region(spec("row:{id}"));
      assertThat(cache.warmUp()).isZero();
    }
    try (var cache = Cache.builder("shop").heatFile(folder.resolve("none")).build()) {
      assertThat(cache.warmUp()).isZero();
    }
  }

  @Test
  void keysOfRegionsThatAreGoneAreLeftOut() throws Exception {
    Path file = folder.resolve("heat");
    Files.write(file, List.of("trimtab heat 1", "v1:gone:1", "v1:row:2", "v2:row:3", "x"));
    try (var cache = Cache.builder("shop").heatFile(file).build()) {
      cache.region(spec("row:{id}"));
      assertThat(cache.warmUp()).isEqualTo(1);
    }
  }

  /** A request that reads a user, then the user's projects, then the user's files. */
  private static void request(
      Cache cache, List<Region<Long, String>> regions, long key, boolean isWaiting) {
    try (UnitOfWork _ = cache.unitOfWork()) {
      for (Region<Long, String> region : regions) {
        if (isWaiting && region != regions.getFirst()) {
          Waiting.until("it was read ahead", () -> region.peek(key).isPresent());
        }
        region.get(key);
      }
    }
  }

  @Test
  void whatUsuallyFollowsIsReadWithTheFirst() {
    try (var cache =
        Waiting.online(Cache.builder("shop").secondLevel(new HeapSecondLevel()).build())) {
      var regions =
          List.of(
              cache.region(spec("user:{id}")),
              cache.region(spec("user:{id}:projects")),
              cache.region(spec("user:{id}:files")));
      for (long key = 0; key < 20; key++) {
        request(cache, regions, key, false);
      }
      // All of it is in the second level only.
      long last = 19;
      regions.forEach(region -> assertThat(region.peek(last)).isPresent());
      PredictionStatistics before = cache.statistics().prediction();
      request(cache, regions, 1_000, true);
      PredictionStatistics after = cache.statistics().prediction();
      assertThat(after.readAhead() - before.readAhead()).isEqualTo(2);
      assertThat(after.used() - before.used()).isEqualTo(2);
      assertThat(after.isOn()).isTrue();
    }
  }

  @Test
  void oneCommandBringsAllThatFollows() {
    var level = new HeapSecondLevel();
    try (var writer = Waiting.online(Cache.builder("shop").secondLevel(level).build());
        var reader = Waiting.online(Cache.builder("shop").secondLevel(level).build())) {
      List<Region<Long, String>> written = regions(writer);
      List<Region<Long, String>> read = regions(reader);
      for (long key = 0; key < 20; key++) {
        for (Region<Long, String> region : written) {
          region.get(key);
        }
      }
      for (long key = 0; key < 10; key++) {
        request(reader, read, key, false);
      }
      long commands = reader.statistics().secondLevelCommands();
      request(reader, read, 15, false);
      assertThat(reader.statistics().secondLevelCommands() - commands).isEqualTo(1);
      assertThat(read).allMatch(region -> region.statistics().loads() == 0);
    }
  }

  @Test
  void whatFollowsInTheSameRegionIsLoadedWithTheFirst() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> rows = cache.region(spec("row:{id}"));
      long before = 0;
      for (int visit = 0; visit < 5; visit++) {
        rows.invalidateAll();
        before = rows.statistics().loads();
        try (UnitOfWork _ = cache.unitOfWork()) {
          assertThat(rows.get(1L)).isEqualTo("row 1");
          assertThat(rows.get(2L)).isEqualTo("row 2");
        }
      }
      assertThat(rows.statistics().loads() - before).isEqualTo(1);
    }
  }

  private static List<Region<Long, String>> regions(Cache cache) {
    return List.of(
        cache.region(spec("user:{id}")),
        cache.region(spec("user:{id}:projects")),
        cache.region(spec("user:{id}:files")));
  }

  @Test
  void nothingIsReadAheadWhereNothingFollows() {
    try (var cache = Cache.builder("shop").build()) {
      var regions = new ArrayList<>(regions(cache));
      var random = new java.util.Random(1);
      for (long key = 0; key < 200; key++) {
        Collections.shuffle(regions, random);
        try (UnitOfWork _ = cache.unitOfWork()) {
          regions.getFirst().get(key);
        }
      }
      assertThat(cache.statistics().prediction().readAhead()).isZero();
      assertThat(cache.statistics().prediction().units()).isEqualTo(200);
    }
  }
}
