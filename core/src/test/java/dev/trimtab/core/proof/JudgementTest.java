package dev.trimtab.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JudgementTest {

  private static final double NO_DRIFT = 1;

  private static Timing around(double median) {
    return new Timing(median, median * 0.97, median * 1.03, 5);
  }

  private static Measurement of(String id, double calls, double before, double after) {
    return new Measurement(id, calls, around(before), around(after));
  }

  private static Verdict judge(double workloadMillis, Measurement... measurements) {
    return Judgement.of(List.of(measurements), NO_DRIFT, RegressionBudget.STANDARD, workloadMillis);
  }

  @Test
  void improvesWhenTheWeightedTimeFalls() {
    assertThat(judge(0, of("a", 100, 10, 1), of("b", 1, 10, 10)))
        .isInstanceOfSatisfying(
            Verdict.Improves.class,
            improves -> {
              assertThat(improves.share()).isBetween(0.88, 0.90);
              assertThat(improves.confidence()).isEqualTo(Confidence.OBSERVED);
            });
  }

  @Test
  void regressesOnTheStatementThatSuffersMostWhateverTheOthersGain() {
    assertThat(judge(0, of("a", 100, 10, 1), of("b", 100, 10, 15), of("c", 100, 10, 20)))
        .isInstanceOfSatisfying(
            Verdict.Regresses.class,
            regresses -> {
              assertThat(regresses.statementId()).isEqualTo("c");
              assertThat(regresses.slowdown()).isEqualTo(2);
            });
  }

  @Test
  void isSilentAboutRunsThatOverlap() {
    var noisy = new Measurement("a", 10, new Timing(10, 5, 20, 5), new Timing(14, 6, 30, 5));
    assertThat(judge(0, noisy))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class, i -> assertThat(i.missing()).contains("noise of 5 runs"));
  }

  @Test
  void believesASingleRunOnlyWhenItIsTwiceAsSlow() {
    var once = new Timing(500, 500, 500, 1);
    assertThat(judge(0, new Measurement("a", 10, once, new Timing(900, 900, 900, 1))))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judge(0, new Measurement("a", 10, once, new Timing(1_100, 1_100, 1_100, 1))))
        .isInstanceOf(Verdict.Regresses.class);
  }

  @Test
  void doesNotCallItAGainWhatTheWorkloadWouldNotNotice() {
    assertThat(judge(100_000, of("a", 10, 2, 1))).isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judge(1_000, of("a", 10, 2, 1))).isInstanceOf(Verdict.Improves.class);
  }

  @Test
  void isSilentAboutStatementsThatHardlyCount() {
    assertThat(judge(1_000_000, of("rare", 1, 10, 30))).isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void isSilentAboutDifferencesNoClockCanTell() {
    assertThat(judge(0, of("tiny", 1_000, 0.05, 0.10))).isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void isSilentWithoutMeasurements() {
    assertThat(judge(0)).isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void forgivesASlowdownOfTheWholeMachine() {
    var measurements = List.of(of("a", 100, 10, 18));
    assertThat(Judgement.of(measurements, 1.8, RegressionBudget.STANDARD, 0))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(Judgement.of(measurements, 1, RegressionBudget.STANDARD, 0))
        .isInstanceOf(Verdict.Regresses.class);
  }

  @Test
  void takesTheDriftFromStatementsThatDidNotChange() {
    assertThat(Judgement.drift(List.of())).isEqualTo(1);
    assertThat(Judgement.drift(List.of(of("x", 1, 10, 9), of("y", 1, 10, 15), of("z", 1, 10, 90))))
        .isEqualTo(1.5);
  }

  private static List<Measurement> some(RandomGenerator random) {
    return java.util.stream.IntStream.range(0, 1 + random.nextInt(5))
        .mapToObj(i ->
            of(
                "s" + i,
                1 + random.nextInt(1_000),
                random.nextDouble(0.1, 100),
                random.nextDouble(0.1, 100)))
        .toList();
  }

  /** A change that slows nothing down is never said to regress, and the other way round. */
  @Test
  void neverSaysTheOppositeOfWhatAllMeasurementsSay() {
    Seeds.each(random -> {
      List<Measurement> some = some(random);
      Verdict verdict = Judgement.of(some, NO_DRIFT, RegressionBudget.STANDARD, 0);
      if (some.stream().allMatch(m -> m.ratio() <= 1)) {
        assertThat(verdict).isNotInstanceOf(Verdict.Regresses.class);
      }
      if (some.stream().allMatch(m -> m.ratio() >= 1)) {
        assertThat(verdict).isNotInstanceOf(Verdict.Improves.class);
      }
    });
  }

  @Test
  void ofASharedSavingTheShareIsBetweenNoneAndAll() {
    Seeds.each(random -> {
      if (Judgement.of(some(random), NO_DRIFT, RegressionBudget.STANDARD, 0)
          instanceof Verdict.Improves improves) {
        assertThat(improves.share()).isBetween(0.0, 1.0);
      }
    });
  }
}
