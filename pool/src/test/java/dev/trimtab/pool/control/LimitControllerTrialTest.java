package dev.trimtab.pool.control;

import static dev.trimtab.pool.control.SimulatedPool.BOUNDS;
import static dev.trimtab.pool.control.SimulatedPool.FINDING;
import static dev.trimtab.pool.control.SimulatedPool.KEEPING;
import static dev.trimtab.pool.control.SimulatedPool.RESTLESS_SEEDS;
import static dev.trimtab.pool.control.SimulatedPool.SOON;
import static dev.trimtab.pool.control.SimulatedPool.STARTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a trial of the controller tells and what it does not: within bounds that move, while
 * connections drain, where hardly any come back, and where all are let in.
 */
class LimitControllerTrialTest {

  @Test
  void neverLeavesItsBounds() {
    for (Shape shape : Shape.all().toList()) {
      var pool = new SimulatedPool(64, false, Luck.ofAQuietMachine(3));
      for (int i = 0; i < KEEPING; i++) {
        pool.under(shape.load(), 1);
        assertThat(pool.limit()).isBetween(BOUNDS.min(), BOUNDS.max());
      }
    }
  }

  /**
   * Another instance comes in any window, also while fewer are tried than it leaves us: a trial
   * that went on would end with the limit it began with, which is not allowed any more.
   */
  @Test
  void neverLeavesBoundsThatBecomeNarrowerInATrial() {
    for (Shape shape : Shape.all().toList()) {
      for (int windows = 1; windows < FINDING; windows++) {
        var pool = new SimulatedPool(64, true, Luck.ofAQuietMachine(3));
        pool.under(shape.load(), windows);
        var narrower = new Bounds(BOUNDS.min(), 45);
        pool.within(narrower);
        for (int i = 0; i < SOON; i++) {
          pool.under(shape.load(), 1);
          assertThat(pool.limit()).isBetween(narrower.min(), narrower.max());
        }
      }
    }
  }

  /**
   * A session of somebody else comes or goes in every window. One that begins anew each time is
   * still at its start after five seconds.
   */
  @ParameterizedTest
  @MethodSource("dev.trimtab.pool.control.Shape#all")
  void findsItsLimitWhileItsShareMovesByOne(Shape shape) {
    for (int start : STARTS) {
      for (int first : new int[] {0, 1}) {
        var pool = new SimulatedPool(start, true, Luck.ofAQuietMachine(1));
        double done = 0;
        for (int i = 0; i < FINDING + SOON; i++) {
          var share = new Bounds(BOUNDS.min(), BOUNDS.max() - (first + i) % 2);
          pool.within(share);
          double now = pool.under(shape.load(), 1).done();
          done += i < FINDING ? 0 : now;
        }
        assertThat(done / (SOON * shape.load().best(BOUNDS.max() - 1)))
            .as("from %d, share %d less at first", start, first)
            .isGreaterThan(0.88);
      }
    }
  }

  /**
   * A trial that ends because the bounds change has told nothing of the limit it tried. One that
   * stayed there would have four connections where sixty-four did well.
   */
  @Test
  void goesBackWhereATrialBeganIfBoundsEndIt() {
    LimitController controller = whileAt64(busy(64, 80));
    assertThat(controller.limit()).isEqualTo(4);

    LimitController within = controller.within(new Bounds(2, 45), "another instance").next();

    assertThat(within.limit()).isEqualTo(45);
  }

  /** Sessions of others come and go all the time, each of them one more or less for us. */
  @Test
  void goesOnTryingIfBoundsAllowWhereItMayEnd() {
    LimitController controller = whileAt64(busy(64, 80));
    assertThat(controller.limit()).isEqualTo(4);

    LimitController.Decision decision = controller.within(new Bounds(2, 89), "another session");

    assertThat(decision.move()).isEmpty();
    assertThat(decision.next().search()).isEqualTo(controller.search());
  }

  /**
   * A lower limit throws nobody out. One that judged what the sixty-four did that were in use still
   * would say that four do as much.
   */
  @Test
  void judgesNoLimitByWhatWasBegunUnderAnother() {
    Window many = busy(64, 80);
    LimitController controller = whileAt64(many);
    assertThat(controller.limit()).isEqualTo(4);
    for (int i = 0; i < 2 * SOON && controller.limit() < 64; i++) {
      controller = controller.after(many).next();
      assertThat(controller.limit()).isIn(4, 64);
    }
    assertThat(controller.limit()).isEqualTo(64);
  }

  /** Of sixty-four that were lent most are still on their way back when there may be eight. */
  @Test
  void looksAtNothingWhileThoseComeBackThatWereLentUnderAnother() {
    LimitController controller = LimitController.startingAt(64, BOUNDS);
    controller = controller.within(new Bounds(2, 8), "other instances").next();
    for (int inUse = 60; inUse >= 10; inUse -= 5) {
      LimitController.Decision decision = controller.after(busy(inUse, 100));
      assertThat(decision.move()).isEmpty();
      controller = decision.next();
    }
  }

  /**
   * Each connection more does as much as those there, up to all there may be. A look at fewer costs
   * a third of the work for a second, and can wait.
   */
  @Test
  void looksWithoutHasteWhetherFewerThanAllWouldDo() {
    LimitController controller = LimitController.startingAt(20, BOUNDS);
    int windows = 0;
    for (int last = 0; controller.limit() >= last; windows++) {
      last = controller.limit();
      var half = new ServerLoad(last / 2.0, 0, last / 2.0);
      controller =
          controller
              .after(new Window(SimulatedLoad.WINDOW, last, 100, 10L * last, Optional.of(half)))
              .next();
    }
    assertThat(windows).isGreaterThan(FINDING + 5);
  }

  /**
   * Four that are in use for long have all places that are tried, and nobody else gets in: to wait
   * for twenty to come back would take ten seconds.
   */
  @Test
  void breaksATrialOffInWhichNobodyGetsIn() {
    LimitController controller = whileAt64(busy(64, 100));
    int windows = 0;
    while (controller.limit() == 4) {
      controller = controller.after(busy(4, 0)).next();
      windows++;
    }
    assertThat(controller.limit()).isEqualTo(64);
    assertThat(windows).isLessThan(7);
  }

  /**
   * Reports of a minute hold most connections, and few uses come back: whoever waits for a
   * connection has patience for five seconds, and a trial that takes ten has them all fail.
   */
  @Test
  void triesFewerForThreeSecondsAtMost() {
    for (long returned = 1; returned <= 8; returned++) {
      LimitController controller = LimitController.startingAt(64, BOUNDS);
      int below = 0;
      for (int i = 0; i < KEEPING; i++) {
        boolean isBelow = controller.limit() < 64;
        controller = controller.after(busy(64, isBelow ? 0 : returned)).next();
        below = isBelow ? below + 1 : 0;
        assertThat(below).as("%d come back in a window", returned).isLessThan(16);
      }
    }
  }

  /**
   * Two in three seconds come back of uses that compute for three seconds on two processors. One
   * that believes what it sees in two windows has ninety connections at times, because none of
   * eight came back, or four, because none came back before either.
   */
  @Test
  void movesNothingWhereHardlyAnyComeBack() {
    var reports = new SimulatedLoad(200, 0, 0, 3_000, 2, 0);
    for (int start : STARTS) {
      for (boolean isServerSeen : new boolean[] {true, false}) {
        for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
          var pool = new SimulatedPool(start, isServerSeen, Luck.ofARestlessMachine(seed));
          for (int i = 0; i < 2 * KEEPING; i++) {
            pool.under(reports, 1);
            assertThat(pool.limit())
                .as("from %d, seen %s, seed %d", start, isServerSeen, seed)
                .isEqualTo(start);
          }
        }
      }
    }
  }

  /**
   * Sessions wait outside for something of which there is one in two seconds, however many wait for
   * it. One that goes by what they wait for alone has ninety of them wait. (From sixty-four the
   * step to ninety is too small for anything to tell.)
   */
  @Test
  void doesNotGrowWhereMoreThatWaitBringNoMore() {
    for (int start : List.of(2, 10, 20)) {
      LimitController controller = LimitController.startingAt(start, BOUNDS);
      int above = 0;
      for (int i = 0; i < 4 * KEEPING; i++) {
        int limit = controller.limit();
        above += limit > start ? 1 : 0;
        controller =
            controller
                .after(
                    new Window(
                        SimulatedLoad.WINDOW,
                        limit,
                        200,
                        i % 10 == 0 ? 1 : 0,
                        Optional.of(new ServerLoad(0, 0, limit))))
                .next();
      }
      assertThat(above).as("from %d", start).isLessThan(3 * KEEPING);
    }
  }

  /**
   * Where sessions wait for nothing they take from each other, that is enough to go by: from two
   * connections with uses of three seconds two in three seconds come back, and one that asks for
   * more before it moves stays there.
   */
  @Test
  void growsWhereSessionsOnlyWaitHoweverFewComeBack() {
    var waits = new SimulatedLoad(60, 0, 3_000, 1, 2, 0);
    for (int start : STARTS) {
      for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
        var pool = new SimulatedPool(start, true, Luck.ofAQuietMachine(seed));
        pool.under(waits, KEEPING);
        assertThat(pool.under(waits, KEEPING).shareOf(waits))
            .as("from %d, seed %d", start, seed)
            .isGreaterThan(0.9);
      }
    }
  }

  /**
   * Fifty users of short uses, each of which costs as much again where somebody was woken for it.
   * One that stays at the knee does 0.6 of what could be done, and nothing between seven
   * connections and fifty tells.
   */
  @Test
  void letsAllInWhereThatDoesMore() {
    var wakes = new SimulatedLoad(50, 0, 0.02, 0.03, 2, 0, 0.02);
    double best = wakes.rate(50);
    for (int start : STARTS) {
      double done = 0;
      for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
        var pool = new SimulatedPool(start, true, Luck.ofARestlessMachine(seed));
        pool.under(wakes, FINDING + SOON);
        done += pool.under(wakes, SOON).done() / (SOON * best);
      }
      assertThat(done / RESTLESS_SEEDS).as("from %d", start).isGreaterThan(0.9);
    }
  }

  /** Where uses are long, waking a thread is no part of them, and fifty would be opened in vain. */
  @Test
  void doesNotLetAllInWhereUsesAreLong() {
    var crowd = new SimulatedLoad(50, 0, 1.0, 0.4, 2, 0.004);
    for (int start : STARTS) {
      var pool = new SimulatedPool(start, true, Luck.ofAQuietMachine(1));
      pool.under(crowd, 2 * FINDING);
      int crowded = 0;
      for (int i = 0; i < KEEPING; i++) {
        pool.under(crowd, 1);
        crowded += pool.limit() >= 50 ? 1 : 0;
      }
      assertThat(crowded).as("from %d", start).isZero();
    }
  }

  /**
   * Users hold connections while they wait for something else, and have filled their machine, by
   * which nothing tells any more whether they wait or compute. One that takes them for another load
   * looks at thirteen connections again and again, and does three quarters of what it could.
   */
  @Test
  void takesAFullMachineForNoOtherLoad() {
    var held = new SimulatedLoad(200, 0, 6, 0.05, 2, 0);
    for (long seed = 0; seed < RESTLESS_SEEDS; seed++) {
      var pool = new SimulatedPool(10, true, Luck.ofAQuietMachine(seed));
      pool.within(new Bounds(2, 150));
      pool.under(held, FINDING);
      for (int i = 0; i < KEEPING; i++) {
        Window window = held.window(pool.limit(), true, pool.luck());
        boolean isFull = i / 3 % 2 == 0;
        pool.after(isFull ? busy(window.inUse(), window.returned()) : window);
        assertThat(pool.limit()).as("seed %d", seed).isGreaterThan(60);
      }
    }
  }

  /**
   * Of fifty that were let in most wait for their application, where the few computed. One that
   * takes this for another load stays there, with a third of what the few did.
   */
  @Test
  void goesBackFromAllAlsoIfMostOfThemWait() {
    var load = new SimulatedLoad(50, 0, 0.005, 0.04, 2, 0, 0.02);
    var pool = new SimulatedPool(10, true, Luck.ofAQuietMachine(1));
    int above = 0;
    for (int i = 0; i < KEEPING; i++) {
      if (pool.limit() < 50) {
        pool.under(load, 1);
      } else {
        above++;
        var mostWait = Optional.of(new ServerLoad(10, 0, 40));
        pool.after(new Window(SimulatedLoad.WINDOW, 50, 0, 2_000, mostWait));
      }
    }
    assertThat(above).as("windows with all in").isBetween(1, 12);
  }

  /** Uses are short enough for all to be let in, and all of them get in each other's way. */
  @Test
  void goesBackFromAllWhereTheyDoLess() {
    var crowd = new SimulatedLoad(50, 0, 0.02, 0.03, 2, 0.02);
    for (int start : List.of(2, 10)) {
      var pool = new SimulatedPool(start, true, Luck.ofAQuietMachine(1));
      int above = 0;
      for (int i = 0; i < KEEPING; i++) {
        above += pool.limit() >= 50 ? 1 : 0;
        pool.under(crowd, 1);
      }
      assertThat(above).as("windows with all in, from %d", start).isBetween(1, 12);
    }
  }

  /** As many came back as a look asks for, but not each of them: most are from before. */
  @Test
  void looksUntilEachCameBackOnce() {
    LimitController controller = LimitController.startingAt(64, BOUNDS);
    for (int i = 0; i < 2; i++) {
      controller = controller.after(busy(64, 25)).next();
    }
    assertThat(controller.limit()).isEqualTo(64);
    assertThat(controller.after(busy(64, 25)).next().limit()).isEqualTo(4);
  }

  /**
   * A small step down may go back, and what is closed would have to be opened anew. The way to the
   * knee does not go back, and few that go round through many sessions show less than they can do.
   */
  @Test
  void keepsOpenWhatASmallStepMayGoBackTo() {
    assertThat(whileAt64(busy(64, 80)).worthKeeping()).isEqualTo(4);

    var mixed = Optional.of(new ServerLoad(32, 0, 32));
    Window window = new Window(SimulatedLoad.WINDOW, 64, 0, 80, mixed);
    LimitController controller = LimitController.startingAt(64, new Bounds(2, 64));
    while (controller.limit() == 64) {
      controller = controller.after(window).next();
    }
    assertThat(controller.worthKeeping()).isEqualTo(64);
  }

  private static LimitController whileAt64(Window window) {
    LimitController controller = LimitController.startingAt(64, BOUNDS);
    for (int i = 0; i < SOON && controller.limit() == 64; i++) {
      controller = controller.after(window).next();
    }
    return controller;
  }

  private static Window busy(double inUse, long returned) {
    return new Window(
        SimulatedLoad.WINDOW,
        inUse,
        200 - inUse,
        returned,
        Optional.of(new ServerLoad(inUse, 0, 0)));
  }
}
