package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read again within one tick: time stands still here unless a test lets it pass. */
class RecentTest {

  private final ManualTime time = new ManualTime();
  private final Cache cache = Cache.builder("shop").sources(time.sources()).build();
  private final Region<Long, String> users = region("user:{id}");
  private final Region<Long, String> files = region("file:{id}");

  private Region<Long, String> region(String pattern) {
    return cache.region(
        RegionSpec.of(KeyPattern.ofLong(pattern), String.class)
            .livingFor(Duration.ofSeconds(100))
            .taggedBy((_, _) -> List.of(Tag.of("all"))));
  }

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void regionsWithEqualKeysDoNotMix() {
    for (int read = 0; read < 3; read++) {
      for (long key = 0; key < 5_000; key++) {
        assertThat(users.get(key, k -> "user " + k)).isEqualTo("user " + key);
        assertThat(files.get(key, k -> "file " + k)).isEqualTo("file " + key);
      }
    }
    assertThat(users.statistics().loads()).isEqualTo(5_000);
  }

  @Test
  void whatIsInvalidatedWithinTheTickIsNotRead() {
    for (int i = 0; i < 100; i++) {
      String value = "Ada " + i;
      assertThat(users.get(1L, _ -> value)).isEqualTo(value);
      assertThat(users.get(1L, _ -> "no")).isEqualTo(value);
      if (i % 2 == 0) {
        cache.invalidateTags(List.of(Tag.of("all")));
      } else {
        users.invalidate(1L);
      }
    }
  }

  @Test
  void whatIsPutWithinTheTickIsRead() {
    users.get(1L, _ -> "Ada");
    users.get(1L, _ -> "no");
    users.put(1L, "Grace");
    assertThat(users.get(1L, _ -> "no")).isEqualTo("Grace");
    assertThat(users.getAll(List.of(1L), _ -> Map.of())).containsEntry(1L, "Grace");
  }

  @Test
  void whatHasExpiredWhenTimeGoesOnIsNotRead() {
    users.get(1L, _ -> "Ada");
    users.get(1L, _ -> "no");
    time.pass(Duration.ofSeconds(100));
    assertThat(users.get(1L, _ -> "Grace")).isEqualTo("Grace");
  }

  @Test
  void whatATransactionInvalidatesItDoesNotRead() {
    users.get(1L, _ -> "Ada");
    users.get(1L, _ -> "no");
    try (CacheTransaction _ = cache.begin()) {
      users.invalidate(1L);
      assertThat(users.get(1L, _ -> "Grace")).isEqualTo("Grace");
    }
    assertThat(users.get(1L, _ -> "no")).isEqualTo("Ada");
  }

  @Test
  void eachReadIsCountedAsAHit() {
    for (int read = 0; read < 10; read++) {
      users.get(1L, _ -> "Ada");
    }
    assertThat(users.statistics().firstLevelHits()).isEqualTo(9);
  }
}
