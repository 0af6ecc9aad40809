package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegionTest {

  @Test
  void loadsOnceAndAgainAfterAnInvalidation() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
                  .taggedBy((id, _) -> List.of(Tag.row("users", id))));
      assertThat(users.get(1L, _ -> "old")).isEqualTo("old");
      assertThat(users.get(1L, _ -> "new")).isEqualTo("old");
      cache.invalidateTags(List.of(Tag.row("users", 1L)));
      assertThat(users.find(1L, _ -> Optional.of("new"))).contains("new");
      cache.invalidateEntity("user", 1);
      assertThat(users.getAll(List.of(1L, 2L), _ -> Map.of(1L, "newer")))
          .isEqualTo(Map.of(1L, "newer"));
      assertThat(users.find(2L, _ -> Optional.of("late"))).isEmpty();
      cache.flush("a test");
      assertThat(users.get(1L, _ -> "newest")).isEqualTo("newest");
    }
  }
}
