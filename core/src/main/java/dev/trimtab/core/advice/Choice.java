package dev.trimtab.core.advice;

import dev.trimtab.core.workload.AnalyzedStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Indexes that were chosen, and what is known of the workload with and without them.
 *
 * @param costs of every statement with any set of indexes
 * @param weights what a planner unit of each statement is worth
 * @param writeCosts what writers pay for an index
 * @param indexes the chosen ones
 * @param period how long the workload was observed, if that is known
 */
record Choice(
    CostBook costs,
    IndexSearch.Weights weights,
    java.util.function.Function<PlannedIndex, WriteCost> writeCosts,
    Set<PlannedIndex> indexes,
    Optional<Duration> period) {

  Choice {
    indexes = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(indexes));
  }

  String label(String statementId) {
    return statements()
        .filter(statement -> statement.id().equals(statementId))
        .map(statement -> statement.statement().label())
        .findFirst()
        .orElse(statementId);
  }

  /** Returns whether anybody measured how long statements take. */
  boolean isTimed() {
    return statements().anyMatch(its -> its.statement().time().isPresent());
  }

  private java.util.stream.Stream<AnalyzedStatement> statements() {
    return IntStream.range(0, costs.size()).mapToObj(costs::statement);
  }

  /** What the chosen indexes do to a statement. */
  StatementEffect effect(int s) {
    double best = Double.POSITIVE_INFINITY;
    double worst = 0;
    AnalyzedStatement statement = costs.statement(s);
    for (int b : costs.bindings(s)) {
      double before = costs.plan(s, b, Set.of()).total();
      double ratio = before > 0 ? costs.plan(s, b, indexes).total() / before : 1;
      best = Math.min(best, ratio);
      worst = Math.max(worst, ratio);
    }
    return new StatementEffect(
        statement.id(),
        statement.statement().calls(),
        costs.cost(s, Set.of()),
        costs.cost(s, indexes),
        best,
        worst);
  }
}
