package dev.trimtab.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankTestTest {

  private static Runs of(double... millis) {
    return new Runs(java.util.Arrays.stream(millis).boxed().toList());
  }

  @Test
  void isOneInAllOrdersWhenEveryRunIsSlower() {
    assertThat(RankTest.chanceOfSlower(of(6, 7, 8, 9, 10), of(1, 2, 3, 4, 5)))
        .isCloseTo(1.0 / 252, within(1e-12));
    assertThat(RankTest.chanceOfSlower(of(3, 4), of(1, 2))).isCloseTo(1.0 / 6, within(1e-12));
  }

  /** Table of critical values: 7 and 7 runs at one per cent, one-sided, allow 6 lost pairs. */
  @Test
  void agreesWithThePublishedTable() {
    // Wins 43 of 49 pairs, and then one less.
    assertThat(RankTest.chanceOfSlower(of(3.5, 6.5, 8, 9, 10, 11, 12), of(1, 2, 3, 4, 5, 6, 6.8)))
        .isLessThan(0.01);
    assertThat(RankTest.chanceOfSlower(of(2.5, 6.5, 8, 9, 10, 11, 12), of(1, 2, 3, 4, 5, 6, 6.8)))
        .isLessThan(0.01);
    assertThat(RankTest.chanceOfSlower(of(0.5, 6.5, 8, 9, 10, 11, 12), of(1, 2, 3, 4, 5, 6, 6.8)))
        .isGreaterThan(0.01);
  }

  @Test
  void isNothingSpecialWhenAllRunsAreEqual() {
    assertThat(RankTest.chanceOfSlower(of(1, 1, 1), of(1, 1, 1))).isGreaterThan(0.4);
  }

  /** Of rows that differ by chance alone, no more are called slower than chance allows. */
  @Test
  void isRightAboutChance() {
    int[] called = new int[2];
    Seeds.each(random -> {
      for (int i = 0; i < 10; i++) {
        var one = new ArrayList<Double>();
        var other = new ArrayList<Double>();
        for (int run = 0; run < 7; run++) {
          one.add(random.nextDouble());
          other.add(random.nextDouble());
        }
        called[0] += RankTest.chanceOfSlower(new Runs(one), new Runs(other)) <= 0.05 ? 1 : 0;
        called[1]++;
      }
    });
    assertThat((double) called[0] / called[1]).isBetween(0.02, 0.06);
  }

  @Test
  void knowsNoOrderOfTheRuns() {
    assertThat(new Runs(List.of(3.0, 1.0, 2.0))).isEqualTo(of(1, 2, 3));
  }
}
