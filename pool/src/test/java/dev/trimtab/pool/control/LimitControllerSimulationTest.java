package dev.trimtab.pool.control;

import static dev.trimtab.pool.control.SimulatedPool.BOUNDS;
import static dev.trimtab.pool.control.SimulatedPool.FINDING;
import static dev.trimtab.pool.control.SimulatedPool.KEEPING;
import static dev.trimtab.pool.control.SimulatedPool.RESTLESS_SEEDS;
import static dev.trimtab.pool.control.SimulatedPool.SOON;
import static dev.trimtab.pool.control.SimulatedPool.STARTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The controller against loads by formula, a fifth of a second a step, with the server seen and
 * not. Each bar stands between what the controller does and what a named failure would.
 */
class LimitControllerSimulationTest {

  private static final Set<String> BUSY =
      Set.of("looks up a row", "aggregates", "commits", "has one processor");

  /**
   * Each bar stands between what the controller does and what a pool does that stays where it
   * began, or one that grows while somebody waits and gives nothing back. Where users think, and
   * any pool serves them, the rate tells nothing; where all that may be had are needed, the limit.
   */
  @ParameterizedTest
  @MethodSource("dev.trimtab.pool.control.Shape#all")
  void asksForMoreThanAFailureDoes(Shape shape) {
    SimulatedLoad load = shape.load();
    double worst =
        Stream.concat(STARTS.stream(), Stream.of(BOUNDS.max()))
            .mapToDouble(limit -> load.rate(limit) / load.best(BOUNDS.max()))
            .min()
            .orElseThrow();
    if (load.thinkMillis() == 0) {
      assertThat(shape.bar().rate()).isBetween(worst, shape.healthy().rate());
    }
    int good = load.smallestGood(BOUNDS.max());
    if (good * Aim.RESERVE < BOUNDS.max()) {
      double kept = load.clients() > BOUNDS.max() ? BOUNDS.max() : STARTS.getLast();
      assertThat(shape.bar().limit()).isBetween(shape.healthy().limit(), kept / good);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.trimtab.pool.control.Shape#all")
  void findsAndKeepsAGoodLimitFromAnyStart(Shape shape) {
    for (int start : STARTS) {
      for (boolean isServerSeen : new boolean[] {true, false}) {
        for (long seed = 0; seed < 5; seed++) {
          var pool = new SimulatedPool(start, isServerSeen, Luck.ofAQuietMachine(seed));
          pool.under(shape.load(), FINDING);
          SimulatedPool.Work work = pool.under(shape.load(), KEEPING);
          double share = work.shareOf(shape.load());
          String what =
              "from %d, seen %s, seed %d, healthy are %s"
                  .formatted(start, isServerSeen, seed, shape.healthy());
          assertThat(share).as("rate " + what).isGreaterThan(shape.bar().rate());
          assertThat(work.meanLimit())
              .as("limit " + what)
              .isLessThan(shape.bar().limit() * shape.load().smallestGood(BOUNDS.max()));
        }
      }
    }
  }

  static Stream<Shape> busyShapes() {
    return Shape.all().filter(shape -> BUSY.contains(shape.name()));
  }

  /**
   * From the fifth second to the seventh, where commits have 0.927 from twenty connections and more
   * from elsewhere. A search by comparing neighbours from two did 0.89 of what commits could then.
   */
  @ParameterizedTest
  @MethodSource("busyShapes")
  void standsAtTheKneeAfterFiveSecondsWhereSessionsCompute(Shape shape) {
    for (int start : STARTS) {
      for (long seed = 0; seed < 5; seed++) {
        var pool = new SimulatedPool(start, true, Luck.ofAQuietMachine(seed));
        pool.under(shape.load(), FINDING);
        SimulatedPool.Work work = pool.under(shape.load(), SOON);
        String what = "from %d, seed %d".formatted(start, seed);
        assertThat(work.shareOf(shape.load())).as("rate " + what).isGreaterThan(0.91);
        assertThat(work.meanLimit()).as("limit " + what).isLessThan(1.6 * needed(shape));
      }
    }
  }

  /**
   * On a machine of which no two seconds are alike. For looking up a row and for commits a search
   * that believes a gain without a second look has 2.2 times as many connections as are needed in
   * the minute after, and one that takes any gain for one 2.7 times.
   */
  @ParameterizedTest
  @MethodSource("busyShapes")
  void goesNotAstrayOnARestlessMachine(Shape shape) {
    double shares = 0;
    double limits = 0;
    for (int start : STARTS) {
      for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
        var pool = new SimulatedPool(start, true, Luck.ofARestlessMachine(seed));
        pool.under(shape.load(), FINDING);
        SimulatedPool.Work work = pool.under(shape.load(), KEEPING);
        shares += work.shareOf(shape.load());
        limits += work.meanLimit();
      }
    }
    int runs = STARTS.size() * RESTLESS_SEEDS;
    assertThat(shares / runs).as("rate").isGreaterThan(0.95);
    assertThat(limits / runs).as("limit").isLessThan(1.9 * needed(shape));
  }

  /** Fewer than four are never looked at: see {@link Knee#HANDFUL}. */
  private static int needed(Shape shape) {
    return Math.max(Knee.HANDFUL, shape.load().smallestGood(BOUNDS.max()));
  }

  /** A pool that only grows would stay at sixty. */
  @Test
  void givesBackWhatIsNotWantedWithinThirtySeconds() {
    var full = new SimulatedLoad(60, 0, 5, 0.03, 2, 0);
    var half = new SimulatedLoad(30, 0, 5, 0.03, 2, 0);
    for (boolean isServerSeen : new boolean[] {true, false}) {
      var pool = new SimulatedPool(10, isServerSeen, Luck.ofAQuietMachine(1));
      pool.under(full, KEEPING);
      pool.under(half, 150);
      assertThat(pool.limit()).isBetween(27, 36);
    }
  }

  /**
   * One that never looks again does half of what is possible. Most of what is lost is lost in the
   * seconds after a change, with a limit that is right for the load before.
   */
  @Test
  void followsALoadThatBecomesAnotherEveryTwentySeconds() {
    var waits = new SimulatedLoad(200, 0, 5, 0.03, 2, 0);
    var computes = new SimulatedLoad(200, 0, 0.05, 2.8, 2, 0.004);
    var pool = new SimulatedPool(10, true, Luck.ofAQuietMachine(1));
    double done = 0;
    double possible = 0;
    for (int phase = 0; phase < 30; phase++) {
      SimulatedLoad load = phase % 2 == 0 ? waits : computes;
      // Of either load an hour's work counts the same.
      done += pool.under(load, 100).done() / load.best(BOUNDS.max());
      possible += 100;
    }
    assertThat(done / possible).isGreaterThan(0.93);
  }

  /**
   * Twenty minutes of a load of which more than two connections do the same. Where small steps had
   * to pay no more than elsewhere, nearly ten are in use by then, and it is five.
   */
  @Test
  void doesNotWanderWhereMoreDoTheSame() {
    var flat = new SimulatedLoad(200, 0, 0, 3, 2, 0);
    double limits = 0;
    for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
      var pool = new SimulatedPool(10, true, Luck.ofARestlessMachine(seed));
      pool.under(flat, 19 * KEEPING);
      limits += pool.under(flat, KEEPING).meanLimit();
    }
    assertThat(limits / RESTLESS_SEEDS).isLessThan(7.5);
  }

  /** The same load with uses that are a hundred times shorter: sixty-seven a second come back. */
  @Test
  void goesToTheKneeWhereEnoughComeBack() {
    var reports = new SimulatedLoad(200, 0, 0, 30, 2, 0);
    double limits = 0;
    for (int start : STARTS) {
      for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
        var pool = new SimulatedPool(start, true, Luck.ofARestlessMachine(seed));
        pool.under(reports, 2 * FINDING);
        limits += pool.limit();
      }
    }
    assertThat(limits / (STARTS.size() * RESTLESS_SEEDS)).isLessThan(1.9 * Knee.HANDFUL);
  }

  /**
   * Five seconds of work, half a minute of hardly any, and so on. One that searches anew each time
   * does 0.82 of what could be done.
   */
  @Test
  void knowsALoadAfterAPause() {
    var waits = new SimulatedLoad(200, 0, 5, 0.03, 2, 0);
    var pause = new SimulatedLoad(1, 1_000, 5, 0.03, 2, 0);
    var pool = new SimulatedPool(10, true, Luck.ofAQuietMachine(1));
    pool.under(waits, KEEPING);
    double shares = 0;
    int bursts = 10;
    for (int i = 0; i < bursts; i++) {
      pool.under(pause, 150);
      shares += pool.under(waits, FINDING).shareOf(waits);
    }
    assertThat(shares / bursts).isGreaterThan(0.85);
  }
}
