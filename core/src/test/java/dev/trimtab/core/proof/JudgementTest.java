package dev.trimtab.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JudgementTest {

  private static Runs around(double median) {
    return new Runs(List.of(median, median * 0.97, median * 1.03, median * 0.99, median * 1.01));
  }

  private static Comparison of(String id, double calls, double before, double after) {
    return Comparison.inTurns(id, calls, around(before), around(after));
  }

  private static Verdict judge(double workloadMillis, Comparison... comparisons) {
    return Judgement.of(List.of(comparisons), RegressionBudget.STANDARD, workloadMillis);
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
    var before = new Runs(List.of(5.0, 8.0, 10.0, 15.0, 20.0));
    var after = new Runs(List.of(6.0, 9.0, 14.0, 18.0, 30.0));
    assertThat(judge(0, Comparison.inTurns("a", 10, before, after)))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class, i -> assertThat(i.missing()).contains("noise of 5 runs"));
  }

  @Test
  void believesASingleRunOnlyWhenItIsTwiceAsSlow() {
    var once = new Runs(List.of(500.0));
    assertThat(judge(0, Comparison.inTurns("a", 10, once, new Runs(List.of(900.0)))))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judge(0, Comparison.inTurns("a", 10, once, new Runs(List.of(1_100.0)))))
        .isInstanceOf(Verdict.Regresses.class);
  }

  @Test
  void believesOneRunBeforeWhenAllOfThreeAfterAreHalfAsSlowAgain() {
    var once = new Runs(List.of(500.0));
    assertThat(judge(0, Comparison.inTurns("a", 10, once, new Runs(List.of(800.0, 790.0, 810.0)))))
        .isInstanceOf(Verdict.Regresses.class);
    assertThat(judge(0, Comparison.inTurns("a", 10, once, new Runs(List.of(700.0, 690.0, 710.0)))))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void doubtsTheOneThatWouldCostMostWhereThereAreTooFewRunsToTell() {
    List<Comparison> once =
        List.of(
            once("little", 10, 500, 510),
            once("rare", 2, 500, 900),
            once("costly", 10, 500, 900),
            once("certain", 10, 500, 1_100));

    assertThat(Judgement.doubtful(once, RegressionBudget.STANDARD, 0))
        .hasValueSatisfying(c -> assertThat(c.statementId()).isEqualTo("costly"));
    assertThat(Judgement.doubtful(List.of(of("a", 10, 500, 900)), RegressionBudget.STANDARD, 0))
        .as("often enough measured")
        .isEmpty();
  }

  private static Comparison once(String id, double calls, double before, double after) {
    return Comparison.inTurns(id, calls, new Runs(List.of(before)), new Runs(List.of(after)));
  }

  @Test
  void seesASlowdownThoughOneRunWasDisturbed() {
    var before = new Runs(List.of(10.0, 10.1, 10.2, 10.1, 10.3, 10.2, 10.0, 10.4, 90.0));
    var after = new Runs(List.of(14.0, 14.1, 14.2, 14.3, 14.1, 14.2, 14.5, 14.0, 14.1));
    assertThat(judge(0, Comparison.inTurns("a", 10, before, after)))
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
    assertThat(judge(0, new Comparison("a", 100, around(10), around(18), 1.8)))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judge(0, new Comparison("a", 100, around(10), around(18), 1)))
        .isInstanceOf(Verdict.Regresses.class);
  }

  @Test
  void takesTheDriftFromStatementsThatDidNotChange() {
    assertThat(Judgement.drift(List.of())).isEqualTo(1);
    assertThat(Judgement.drift(List.of(of("x", 1, 10, 9), of("y", 1, 10, 15), of("z", 1, 10, 90))))
        .isEqualTo(1.5);
  }

  private static List<Comparison> some(RandomGenerator random) {
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
      List<Comparison> some = some(random);
      Verdict verdict = Judgement.of(some, RegressionBudget.STANDARD, 0);
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
      if (Judgement.of(some(random), RegressionBudget.STANDARD, 0)
          instanceof Verdict.Improves improves) {
        assertThat(improves.share()).isBetween(0.0, 1.0);
      }
    });
  }
}
