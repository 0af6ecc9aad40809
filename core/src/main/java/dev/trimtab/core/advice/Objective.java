package dev.trimtab.core.advice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What a set of indexes is worth to a workload: planner cost of its statements, and its writes. */
final class Objective {

  /** A covering copy of a unique index must save so many times more: its only gain is the heap. */
  private static final double COPY_GAIN_FACTOR = 8;

  /** An index merged of two may serve a statement a little better than all that were compared. */
  private static final double HOPE = 0.9;

  private final Planner planner;
  private final CostBook costs;
  private final Budget budget;
  private final List<Double> weights;
  private final double unitsOfWrites;
  private final Function<PlannedIndex, WriteCost> writeCosts;
  private double initial;
  private Set<PlannedIndex> explored = Set.of();

  Objective(
      Planner planner,
      CostBook costs,
      Budget budget,
      IndexSearch.Weights weights,
      Function<PlannedIndex, WriteCost> writeCosts) {
    this.planner = planner;
    this.costs = costs;
    this.budget = budget;
    this.weights = weights.perStatement();
    this.unitsOfWrites = weights.perCostUnit();
    this.writeCosts = writeCosts;
  }

  /** Tells with which indexes together every statement has been planned. */
  void explored(Set<PlannedIndex> indexes) {
    explored = new TreeSet<>(indexes);
  }

  /** Notes what the workload costs as it is; asked for again and again later. */
  void begin() {
    initial = total(Set.of());
  }

  /** What adding indexes to a set saves at least, as far as known plans tell. */
  double gain(Set<PlannedIndex> chosen, Set<PlannedIndex> more) {
    return gain(chosen, more, costs::estimate);
  }

  /** What adding an index to a set saves, by the planner. */
  double plannedGain(Set<PlannedIndex> chosen, PlannedIndex more) {
    return gain(chosen, Set.of(more), costs::cost);
  }

  /**
   * Whether adding an index saves at least so much, by the planner. The statements that could bring
   * most are planned first, and where the rest cannot make up for them no further one is.
   */
  boolean gainsAtLeast(Set<PlannedIndex> chosen, PlannedIndex more, double least) {
    var hopes = new HashMap<Integer, Double>();
    for (int s = 0; s < costs.size(); s++) {
      if (costs.concerns(s, more)) {
        double best = HOPE * costs.cost(s, explored);
        hopes.put(s, weights.get(s) * Math.max(0, costs.cost(s, chosen) - best));
      }
    }
    double hope = hopes.values().stream().mapToDouble(h -> h).sum();
    hope -= fixedCost(chosen, Set.of(more));
    var with = new TreeSet<>(chosen);
    with.add(more);
    List<Map.Entry<Integer, Double>> order =
        hopes.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<Integer, Double> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    for (var entry : order) {
      if (hope < least) {
        return false;
      }
      int s = entry.getKey();
      double gain = weights.get(s) * (costs.cost(s, chosen) - costs.cost(s, with));
      hope += gain - entry.getValue();
    }
    return hope >= least;
  }

  /** What indexes must bring before they bring anything: their writes. */
  private double fixedCost(Set<PlannedIndex> chosen, Set<PlannedIndex> more) {
    double cost = 0;
    if (more.stream().anyMatch(this::isCopyOfUnique)) {
      cost += COPY_GAIN_FACTOR * budget.gainMin() * initial;
    }
    for (PlannedIndex index : more) {
      if (!chosen.contains(index)) {
        cost += writeCosts.apply(index).costUnits() * unitsOfWrites;
      }
    }
    return cost;
  }

  private interface CostSource {
    double cost(int statement, Set<PlannedIndex> indexes);
  }

  /** What adding indexes to a set saves, writes paid. */
  private double gain(Set<PlannedIndex> chosen, Set<PlannedIndex> more, CostSource source) {
    var with = new TreeSet<>(chosen);
    with.addAll(more);
    double gain = -fixedCost(chosen, more);
    for (int s = 0; s < costs.size(); s++) {
      int statement = s;
      if (more.stream().anyMatch(index -> costs.concerns(statement, index))) {
        gain += weights.get(s) * (costs.cost(s, chosen) - source.cost(s, with));
      }
    }
    return gain;
  }

  /** What the workload costs with a set of indexes, writes included. */
  double total(Set<PlannedIndex> chosen) {
    double total = 0;
    for (int s = 0; s < costs.size(); s++) {
      total += weights.get(s) * costs.cost(s, chosen);
    }
    for (PlannedIndex index : chosen) {
      total += writeCosts.apply(index).costUnits() * unitsOfWrites;
    }
    return total;
  }

  double threshold(Set<PlannedIndex> chosen) {
    return budget.gainMin() * (initial + total(chosen)) / 2;
  }

  /** Whether an existing unique index has the same keys, so that only the payload is new. */
  private boolean isCopyOfUnique(PlannedIndex index) {
    return planner.existing().stream()
        .anyMatch(its ->
            its.definition().including(List.of()).equals(index.definition().including(List.of())));
  }
}
