package dev.trimtab.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.testkit.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StatementWatchTest {

  private static final Map<String, Counters> BASELINE =
      Map.of(
          "touched", Counters.of(1_000, 10, 2),
          "a", Counters.of(1_000, 5, 1),
          "b", Counters.of(1_000, 6, 1),
          "c", Counters.of(1_000, 7, 1));

  private final StatementWatch watch =
      new StatementWatch(BASELINE, Set.of("touched"), RegressionBudget.STANDARD);

  private final Map<String, Counters> server = new HashMap<>();

  /** The server counts more executions, and somebody looks. */
  private void run(double calls, double touchedMean, double factorOfOthers) {
    add("touched", Counters.of(calls, touchedMean, 2));
    add("a", Counters.of(calls, 5 * factorOfOthers, 1));
    add("b", Counters.of(calls, 6 * factorOfOthers, 1));
    add("c", Counters.of(calls, 7 * factorOfOthers, 1));
    watch.look(server, false);
  }

  private void add(String id, Counters counters) {
    server.merge(id, counters, Counters::plus);
  }

  @Test
  void seesWhatGotSlowerThanBeforeTheChange() {
    run(5_000, 10, 1);
    run(100, 15, 1);
    assertThat(watch.slowdowns())
        .singleElement()
        .satisfies(slowdown -> {
          assertThat(slowdown.statementId()).isEqualTo("touched");
          assertThat(slowdown.ratio()).isBetween(1.45, 1.55);
          assertThat(slowdown.now().calls()).isEqualTo(100);
        });
  }

  @Test
  void doesNotCountWhatWasBeforeTheFirstLook() {
    run(5_000, 50, 1);
    run(100, 10, 1);
    assertThat(watch.slowdowns()).isEmpty();
  }

  @Test
  void takesABusyMachineOut() {
    run(100, 10, 1);
    run(100, 18, 1.8);
    assertThat(watch.slowdowns()).isEmpty();
  }

  @Test
  void needsMoreThanAFewExecutions() {
    run(100, 10, 1);
    run(10, 100, 1);
    assertThat(watch.slowdowns()).isEmpty();
    run(10, 100, 1);
    assertThat(watch.slowdowns()).hasSize(1);
  }

  @Test
  void doesNotActOnAMinuteThatHasPassed() {
    run(100, 10, 1);
    run(100, 40, 1);
    assertThat(watch.slowdowns()).hasSize(1);
    run(100, 10, 1);
    assertThat(watch.slowdowns()).isEmpty();
  }

  @Test
  void countsOnAfterTheStatisticsWereReset() {
    run(1_000, 10, 1);
    server.clear();
    run(100, 20, 1);
    assertThat(watch.sum("touched").calls()).isEqualTo(100);
    assertThat(watch.slowdowns()).hasSize(1);
  }

  @Test
  void doesNotTakeTheHistoryOfAnotherServerForItsOwn() {
    run(1_000, 10, 1);
    server.clear();
    add("touched", Counters.of(9_000, 80, 2));
    watch.look(server, true);
    assertThat(watch.sum("touched").calls()).isZero();
    run(100, 20, 1);
    assertThat(watch.sum("touched").calls()).isEqualTo(100);
  }

  @Test
  void forgetsWhatWasCountedBeforeARollBack() {
    run(100, 10, 1);
    run(100, 40, 1);
    watch.beginAnew();
    assertThat(watch.slowdowns()).isEmpty();
    run(100, 10, 1);
    assertThat(watch.slowdowns()).isEmpty();
  }

  /** Times as unequal as those of real statements, with the same mean on both sides. */
  private static Counters drawn(RandomGenerator random, int calls) {
    Counters sum = Counters.NONE;
    for (int i = 0; i < calls; i++) {
      double millis = -10 * Math.log(1 - random.nextDouble());
      sum = sum.plus(new Counters(1, millis, millis * millis));
    }
    return sum;
  }

  @Test
  void isNotFooledByChance() {
    Seeds.each(random -> {
      var its =
          new StatementWatch(
              Map.of("s", drawn(random, 200)), Set.of("s"), RegressionBudget.STANDARD);
      Counters all = drawn(random, 50);
      its.look(Map.of("s", all), false);
      for (int look = 0; look < 20; look++) {
        all = all.plus(drawn(random, 30));
        its.look(Map.of("s", all), false);
        assertThat(its.slowdowns()).isEmpty();
      }
    });
  }

  @Test
  void findsADoubledTimeInEveryDraw() {
    Seeds.each(random -> {
      var its =
          new StatementWatch(
              Map.of("s", drawn(random, 500)), Set.of("s"), RegressionBudget.STANDARD);
      its.look(Map.of(), false);
      Counters slow = drawn(random, 500);
      its.look(
          Map.of("s", new Counters(slow.calls(), 2 * slow.millis(), 4 * slow.squares())), false);
      assertThat(its.slowdowns()).hasSize(1);
    });
  }
}
