package dev.trimtab.pool.control;

import java.util.List;

/** A controller, and the connections that it has lent to a simulated load. */
final class SimulatedPool {

  static final Bounds BOUNDS = new Bounds(2, 90);

  static final List<Integer> STARTS = List.of(2, 10, 20, 64);

  /** So many tell chance from the rule. */
  static final int RESTLESS_SEEDS = 20;

  /** Five seconds. */
  static final int FINDING = 25;

  /** Two. */
  static final int SOON = 10;

  /** A minute. */
  static final int KEEPING = 300;

  private final boolean isServerSeen;
  private final Luck luck;
  private LimitController controller;

  /** Those that a lower limit finds inside and who have not come back yet. */
  private long staying;

  SimulatedPool(int start, boolean isServerSeen, Luck luck) {
    this.isServerSeen = isServerSeen;
    this.luck = luck;
    controller = LimitController.startingAt(start, BOUNDS);
  }

  /**
   * What was done in some windows.
   *
   * @param done connections given back per second, added up over the windows
   */
  record Work(int windows, double done, double meanLimit) {

    /** Returns which part it is of the best that could have been done. */
    double shareOf(SimulatedLoad load) {
      return done / (windows * load.best(BOUNDS.max()));
    }
  }

  Work under(SimulatedLoad load, int windows) {
    double done = 0;
    double limits = 0;
    for (int i = 0; i < windows; i++) {
      // A lower limit throws nobody out.
      int inside = Math.toIntExact(Math.max(controller.limit(), staying));
      done += load.rate(inside);
      limits += controller.limit();
      Window window = load.window(inside, isServerSeen, luck);
      staying = Math.min(inside, load.clients()) - window.returned();
      after(window);
    }
    return new Work(windows, done, limits / windows);
  }

  void after(Window window) {
    controller = controller.after(window).next();
  }

  void within(Bounds bounds) {
    controller = controller.within(bounds, "the share").next();
  }

  int limit() {
    return controller.limit();
  }

  Luck luck() {
    return luck;
  }
}
