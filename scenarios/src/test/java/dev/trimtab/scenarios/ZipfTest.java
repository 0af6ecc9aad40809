package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {

  private static final int DRAWS = 20_000;

  @Test
  void drawsTheFirstRankTwiceAsOftenAsTheSecond() {
    int[] counts = countRanks(new Zipf(100, 1));

    assertThat((double) counts[0] / counts[1]).isBetween(1.8, 2.2);
    assertThat((double) counts[0] / counts[9]).isBetween(8.0, 12.5);
  }

  @Test
  void isUniformForExponentZero() {
    assertThat(IntStream.of(countRanks(new Zipf(10, 0))))
        .allMatch(count -> count > 1_800 && count < 2_200);
  }

  @Test
  void scatteredKeysCoverTheirRangeAndNothingElse() {
    var keys = new ScatteredZipf(20, 0.5, 7);
    var random = new SplittableRandom(1);

    assertThat(IntStream.range(0, DRAWS).map(_ -> keys.key(random)).distinct().sorted().boxed())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void keepsALimitEvenWhenThePopularKeysAreAboveIt() {
    Seeds.each(random -> {
      int count = 1 + random.nextInt(50);
      int limit = 1 + random.nextInt(count);
      var keys = new ScatteredZipf(count, 2, random.nextLong());
      assertThat(keys.keyUpTo(limit, random)).isBetween(1, limit);
    });
  }

  private static int[] countRanks(Zipf zipf) {
    var random = new SplittableRandom(42);
    int[] counts = new int[100];
    for (int i = 0; i < DRAWS; i++) {
      counts[zipf.rank(random)]++;
    }
    return IntStream.of(counts).filter(count -> count > 0).toArray();
  }
}
