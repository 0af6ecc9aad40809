package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.internal.Slots;
import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WideningTest {

  private static List<Region<?, ?>> regions(Cache cache, String... patterns) {
    var regions = new ArrayList<Region<?, ?>>();
    for (String pattern : patterns) {
      regions.add(cache.region(RegionSpec.of(KeyPattern.ofString(pattern), String.class)));
    }
    return regions;
  }

  @Test
  void aPatternThatNamesAnEntityIsNoWider() {
    try (var cache = Cache.builder("shop").build()) {
      var regions = regions(cache, "conv:{id}", "conv:{id}:messages", "user:{id}");
      assertThat(Widening.slots("conv:17:messages:*", regions))
          .containsExactly(Slots.of(Slots.Kind.ENTITY, "conv:17"));
    }
  }

  @Test
  void aPatternThatNamesNoneIsAsWideAsTheRegionsItCanMatch() {
    try (var cache = Cache.builder("shop").build()) {
      var regions = regions(cache, "conv:{id}", "conv:{id}:messages", "user:{id}");
      assertThat(Widening.slots("conv:*:messages", regions))
          .containsExactlyInAnyOrder(
              Slots.of(Slots.Kind.REGION, "conv:"), Slots.of(Slots.Kind.REGION, "conv::messages"));
      assertThat(Widening.slots("project:*", regions)).isEmpty();
    }
  }

  /** The one thing that must never happen: a key matches and stays. */
  @Test
  void whateverMatchesBecomesStale() {
    String[] patterns = {"a:{id}", "a:{id}:b", "a:b:{id}", "b:{id}:a"};
    try (var cache = Cache.builder("shop").build()) {
      var regions = regions(cache, patterns);
      Seeds.each(random -> {
        String glob =
            random
                .ints(1 + random.nextInt(6), 0, 4)
                .mapToObj(i -> List.of("a", "b", ":", "*").get(i))
                .collect(Collectors.joining());
        int[] slots = Widening.slots(glob, regions);
        for (Region<?, ?> region : regions) {
          for (String id : List.of("a", "b", "ab")) {
            KeyPattern<?> pattern = region.spec().pattern();
            String key = pattern.pattern().replace("{id}", id);
            if (isMatch(glob, key)) {
              int[] own = {
                Slots.of(Slots.Kind.REGION, pattern.shape()),
                Slots.of(
                    Slots.Kind.ENTITY,
                    pattern.parse("v1:" + key).flatMap(k -> entity(pattern, k)).orElseThrow())
              };
              assertThat(Arrays.stream(own))
                  .as("%s matches %s", glob, key)
                  .anyMatch(slot -> Arrays.stream(slots).anyMatch(s -> s == slot));
            }
          }
        }
      });
    }
  }

  @SuppressWarnings("unchecked")
  private static java.util.Optional<String> entity(KeyPattern<?> pattern, Object key) {
    return ((KeyPattern<Object>) pattern).entity(key);
  }

  private static boolean isMatch(String glob, String key) {
    String expression =
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return key.matches(expression);
  }
}
