package dev.trimtab.core.advice;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the few candidates that serve a statement: it is planned with all of them, what the plan
 * uses is set aside and hidden, and it is planned again, until nothing helps any more.
 */
final class Peeling {

  /** Plans per statement and binding. */
  private static final int ROUNDS_MAX = 5;

  /** A round that saves less than this part of the statement's cost is the last. */
  private static final double GAIN_MIN = 0.02;

  /** Bindings whose costs differ by less than this, with plans of the same shape, are alike. */
  private static final double ALIKE = 0.1;

  private final CostBook costs;

  Peeling(CostBook costs) {
    this.costs = costs;
  }

  /** Takes what a plan used together; 1 or more. */
  @FunctionalInterface
  interface Found {
    void accept(int binding, Set<PlannedIndex> used);
  }

  /** Looks at each binding. */
  void ofAllBindings(int statement, Set<PlannedIndex> all, Found found) {
    for (int binding : costs.bindings(statement)) {
      peel(statement, binding, all, found);
    }
  }

  /** Looks at one of each kind of binding, and lets it stand for the others from now on. */
  void ofUnlikeBindings(int statement, Set<PlannedIndex> all, Found found) {
    var seen = new LinkedHashMap<PlanPair, Integer>();
    for (int binding : costs.bindings(statement)) {
      var pair =
          new PlanPair(
              costs.plan(statement, binding, Set.of()), costs.plan(statement, binding, all));
      int same = findAlike(seen, pair);
      if (same >= 0) {
        costs.standFor(statement, same, binding);
      } else {
        seen.put(pair, binding);
        peel(statement, binding, all, found);
      }
    }
  }

  private void peel(int statement, int binding, Set<PlannedIndex> all, Found found) {
    Set<PlannedIndex> open = new TreeSet<>(all);
    double base = costs.plan(statement, binding, Set.of()).total();
    for (int round = 0; round < ROUNDS_MAX && !open.isEmpty(); round++) {
      PlanCost plan = costs.plan(statement, binding, open);
      Set<PlannedIndex> used = new TreeSet<>(plan.used());
      used.removeIf(index -> !index.isSupposed());
      if (used.isEmpty() || plan.total() > base * (1 - GAIN_MIN)) {
        break;
      }
      found.accept(binding, used);
      open.removeAll(used);
    }
  }

  private static int findAlike(Map<PlanPair, Integer> seen, PlanPair pair) {
    for (var entry : seen.entrySet()) {
      if (isAlike(entry.getKey().without(), pair.without())
          && isAlike(entry.getKey().with(), pair.with())) {
        return entry.getValue();
      }
    }
    return -1;
  }

  private static boolean isAlike(PlanCost one, PlanCost other) {
    return one.shape().equals(other.shape())
        && Math.abs(one.total() - other.total()) <= ALIKE * Math.max(one.total(), other.total());
  }

  /** A statement's plans without and with all candidates; equal pairs make equal choices. */
  private record PlanPair(PlanCost without, PlanCost with) {}
}
