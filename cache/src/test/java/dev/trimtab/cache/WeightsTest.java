package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What entries take in this process, and that nothing holds them there. */
class WeightsTest {

  record Point(int x, int y) {}

  @Test
  void aThousandElementsWeighMoreThanOne() {
    assertThat(Weights.estimate("x".repeat(1_000))).isBetween(1_000L, 1_100L);
    assertThat(Weights.estimate(Collections.nCopies(1_000, "x".repeat(100))))
        .isBetween(100_000L, 200_000L);
    assertThat(Weights.estimate(List.of(Map.of("key", new byte[10_000]))))
        .isBetween(10_000L, 11_000L);
    assertThat(Weights.estimate(Collections.nCopies(1_000, new Point(1, 2))))
        .isBetween(10_000L, 200_000L);
    assertThat(Weights.estimate(new Point(1, 2))).isEqualTo(512);
    assertThat(Weights.estimate(List.of())).isPositive();
  }

  /** Objects of unknown kind once weighed half a kilobyte, whatever their size. */
  @Test
  void whatIsEncodedWeighsTwiceThatFromThenOn() {
    Codec<StringBuilder> codec =
        new Codec<>() {
          @Override
          public byte[] encode(StringBuilder value) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
          }

          @Override
          public StringBuilder decode(byte[] bytes) {
            return new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
          }
        };
    try (var cache =
        Waiting.online(Cache.builder("shop").secondLevel(new HeapSecondLevel()).build())) {
      Region<Long, StringBuilder> texts =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("text:{id}"), StringBuilder.class).encodedBy(codec));
      texts.get(1L, _ -> new StringBuilder("x".repeat(100_000)));
      assertThat(texts.statistics().weightBytes()).isBetween(200_000L, 201_000L);
    }
  }

  /** The timer that looks after the end of entries once kept all of them, weighed or not. */
  @Test
  void whatIsEvictedIsNotHeldByTheTimer() {
    var loaded = new CopyOnWriteArrayList<WeakReference<byte[]>>();
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, byte[]> blocks =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("block:{id}"), byte[].class)
                  .livingFor(Duration.ofHours(1))
                  .loadedBy(_ -> {
                    byte[] block = new byte[1 << 20];
                    loaded.add(new WeakReference<>(block));
                    return Optional.of(block);
                  }));
      assertThat(blocks.get(1L)).hasSize(1 << 20);
      blocks.invalidate(1L);
      Waiting.until(
          "it is gone",
          () -> {
            System.gc();
            return loaded.getFirst().get() == null;
          });
      assertThat(blocks.peek(1L)).isEmpty();
    }
  }
}
