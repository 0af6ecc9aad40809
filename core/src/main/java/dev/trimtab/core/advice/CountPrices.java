package dev.trimtab.core.advice;

import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prices of one advice's statements, with the indexes that were chosen. */
final class CountPrices implements StoredCountRule.Prices {

  private final Planner planner;
  private final CostBook costs;
  private final IndexSearch.Weights weights;
  private final Set<PlannedIndex> chosen;
  private final Map<String, Integer> places = new HashMap<>();

  CountPrices(
      Planner planner, CostBook costs, IndexSearch.Weights weights, Set<PlannedIndex> chosen) {
    this.planner = planner;
    this.costs = costs;
    this.weights = weights;
    this.chosen = Set.copyOf(chosen);
    for (int s = 0; s < costs.size(); s++) {
      places.put(costs.statement(s).id(), s);
    }
  }

  private int place(AnalyzedStatement statement) {
    return Optional.ofNullable(places.get(statement.id())).orElseThrow();
  }

  @Override
  public double cost(AnalyzedStatement statement) {
    return costs.cost(place(statement), chosen);
  }

  @Override
  public Optional<Double> cost(AnalyzedStatement like, String text) {
    double sum = 0;
    for (Binding binding : like.bindings()) {
      try {
        var other = new Binding(binding.statementId(), text, binding.values(), binding.origin());
        sum += planner.plan(other, Set.of(), Set.of()).total();
      } catch (PlanningFailedException e) {
        return Optional.empty();
      }
    }
    return Optional.of(sum / like.bindings().size());
  }

  @Override
  public double weight(AnalyzedStatement statement) {
    return weights.perStatement().get(place(statement));
  }

  @Override
  public double perCostUnit() {
    return weights.perCostUnit();
  }
}
