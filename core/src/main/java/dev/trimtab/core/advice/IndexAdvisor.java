package dev.trimtab.core.advice;

import dev.trimtab.core.change.TrackRecord;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.TableUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Recommends indexes to add and to drop for a workload: candidates by {@link IndexCandidates},
 * choice by {@link IndexSearch}, costs by a {@link Planner}.
 *
 * <p>Deterministic: the same snapshot, workload and budget give the same advice, unless a time
 * limit cuts the search short.
 */
public final class IndexAdvisor {

  private final Planner planner;
  private final Snapshot snapshot;
  private final List<Snapshot> replicas;
  private final Budget budget;
  private final BooleanSupplier expired;
  private final Set<String> refuted;
  private final List<IndexDefinition> given;
  private final TrackRecord record;

  /**
   * @param replicas snapshots of replicas, whose scans count too
   * @param expired asked between steps; when it says so, the best advice so far is given
   */
  public IndexAdvisor(
      Planner planner,
      Snapshot snapshot,
      List<Snapshot> replicas,
      Budget budget,
      BooleanSupplier expired) {
    this(planner, snapshot, replicas, budget, expired, Set.of(), List.of(), TrackRecord.NONE);
  }

  private IndexAdvisor(
      Planner planner,
      Snapshot snapshot,
      List<Snapshot> replicas,
      Budget budget,
      BooleanSupplier expired,
      Set<String> refuted,
      List<IndexDefinition> given,
      TrackRecord record) {
    this.planner = planner;
    this.snapshot = snapshot;
    this.replicas = List.copyOf(replicas);
    this.budget = budget;
    this.expired = expired;
    this.refuted = Set.copyOf(refuted);
    this.given = List.copyOf(given);
    this.record = record;
  }

  /**
   * Returns the same advisor, which proposes none of these definitions: they were built, measured
   * and taken back, so the planner's belief in them was wrong.
   */
  public IndexAdvisor except(Set<String> newRefuted) {
    return new IndexAdvisor(
        planner, snapshot, replicas, budget, expired, newRefuted, given, record);
  }

  /**
   * Returns the same advisor, which does not look for indexes but says what these would do; none
   * for looking as usual. One that the server would not have is named in the notes.
   */
  public IndexAdvisor judging(List<IndexDefinition> newGiven) {
    return new IndexAdvisor(
        planner, snapshot, replicas, budget, expired, refuted, newGiven, record);
  }

  /** Returns the same advisor, which believes as much as has arrived in this database before. */
  public IndexAdvisor trusting(TrackRecord newRecord) {
    return new IndexAdvisor(
        planner, snapshot, replicas, budget, expired, refuted, given, newRecord);
  }

  /**
   * Returns the advice for a workload.
   *
   * @param period how long the workload was observed, if that is known
   */
  public Advice advise(List<AnalyzedStatement> statements, Optional<Duration> period) {
    var costs = new CostBook(planner, statements);
    var weights = weights(costs);
    var writes = new WriteModel(snapshot, statements);
    var search = new IndexSearch(planner, costs, writes, budget, weights, expired, refuted);
    Set<PlannedIndex> chosen =
        given.isEmpty() ? search.run(candidates(statements)) : search.supposed(given);
    var choice = new Choice(costs, weights, search::writeCost, chosen, period);
    var recommendations =
        new ArrayList<Recommendation>(
            new IndexCreations(snapshot, choice, record).recommendations());
    if (given.isEmpty()) {
      recommendations.addAll(new IndexDrops(planner, snapshot, replicas, choice).recommendations());
    }
    var effects = new ArrayList<StatementEffect>();
    double before = 0;
    double after = 0;
    for (int s = 0; s < costs.size(); s++) {
      effects.add(choice.effect(s));
      before += weights.perStatement().get(s) * costs.cost(s, Set.of());
      after += weights.perStatement().get(s) * costs.cost(s, chosen);
    }
    for (PlannedIndex index : chosen) {
      after += search.writeCost(index).costUnits() * weights.perCostUnit();
    }
    if (given.isEmpty()) {
      recommendations.addAll(storedCounts(choice, statements, after));
    }
    effects.sort(
        Comparator.comparingDouble((StatementEffect e) -> -e.calls() * e.costBefore())
            .thenComparing(StatementEffect::statementId));
    var notes = new ArrayList<>(costs.failures());
    search.refused().stream().limit(5).forEach(r -> notes.add("index refused: " + r));
    return new Advice(
        recommendations,
        effects,
        before,
        after,
        search.universeSize(),
        costs.asked(),
        !expired.getAsBoolean(),
        notes);
  }

  private List<Set<IndexDefinition>> candidates(List<AnalyzedStatement> statements) {
    var generator = new IndexCandidates(snapshot);
    return statements.stream()
        .map(statement -> {
          Set<IndexDefinition> its = new LinkedHashSet<>();
          for (TableUse use : statement.shape().uses()) {
            its.addAll(generator.of(use));
          }
          return its;
        })
        .toList();
  }

  /**
   * What a planner unit of a statement is worth. Where its time is known, all its units together
   * are worth that time; else calls count, at the rate that holds for the statements whose time is
   * known.
   */
  private static IndexSearch.Weights weights(CostBook costs) {
    double millis = 0;
    double units = 0;
    for (int s = 0; s < costs.size(); s++) {
      var statement = costs.statement(s).statement();
      if (statement.time().isPresent()) {
        millis += statement.time().get().toNanos() / 1e6;
        units += statement.calls() * costs.cost(s, Set.of());
      }
    }
    double perUnit = millis > 0 && units > 0 ? millis / units : 1;
    var weights = new ArrayList<Double>();
    for (int s = 0; s < costs.size(); s++) {
      var statement = costs.statement(s).statement();
      double cost = costs.cost(s, Set.of());
      boolean isWrite = costs.statement(s).shape().command().isWrite();
      // The time of a write is mostly not the planner's business: locks, WAL, other indexes.
      weights.add(
          statement.time().isPresent() && cost > 0 && !isWrite
              ? statement.time().get().toNanos() / 1e6 / cost
              : statement.calls() * perUnit);
    }
    return new IndexSearch.Weights(weights, perUnit);
  }

  private List<Recommendation.StoredCount> storedCounts(
      Choice choice, List<AnalyzedStatement> statements, double workload) {
    var prices = new CountPrices(planner, choice.costs(), choice.weights(), choice.indexes());
    var rule =
        new StoredCountRule(
            snapshot,
            statements,
            choice.indexes().stream().map(PlannedIndex::definition).toList(),
            prices);
    return rule.apply(budget.gainMin() * workload, choice.period().filter(_ -> choice.isTimed()));
  }
}
