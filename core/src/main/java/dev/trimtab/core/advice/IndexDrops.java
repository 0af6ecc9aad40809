package dev.trimtab.core.advice;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.advice.Recommendation.DropIndex;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Recommends which existing indexes to drop, given those that were chosen to be added. */
final class IndexDrops {

  /** A drop may make no statement dearer than this, by the planner. */
  private static final double DROP_SLOWDOWN_MAX = 1.05;

  /** The same where another index, which is wider and shares no equal keys, serves all searches. */
  private static final double REDUNDANT_SLOWDOWN_MAX = 3;

  /** What all statements together may lose by it, as a part of the workload. */
  private static final double REDUNDANT_LOSS_MAX = 0.01;

  private final Planner planner;
  private final Snapshot snapshot;
  private final List<Snapshot> replicas;
  private final Choice choice;

  IndexDrops(Planner planner, Snapshot snapshot, List<Snapshot> replicas, Choice choice) {
    this.planner = planner;
    this.snapshot = snapshot;
    this.replicas = replicas;
    this.choice = choice;
  }

  /** Returns one for each index that nobody would miss. */
  List<DropIndex> recommendations() {
    Set<PlannedIndex> planned = new TreeSet<>();
    for (int s = 0; s < choice.costs().size(); s++) {
      for (int b : choice.costs().bindings(s)) {
        planned.addAll(choice.costs().plan(s, b, choice.indexes()).used());
      }
    }
    List<DropRules.Rule> rules =
        List.of(
            new InvalidIndexRule(),
            new RedundantIndexRule(
                choice.indexes().stream().map(PlannedIndex::definition).toList()),
            new UnusedIndexRule(snapshot, replicas, List.copyOf(planned)));
    var result = new ArrayList<DropIndex>();
    var seen = new HashSet<Object>();
    for (Table table : snapshot.tables()) {
      for (DropRules.Rule rule : rules) {
        for (Drop drop : rule.apply(table)) {
          if (seen.add(drop.index().qualifiedName())
              && !standsForAnother(drop, result)
              && isHarmless(drop)) {
            result.add(recommendation(drop));
          }
        }
      }
    }
    return result;
  }

  /** An index that nobody searched may be what takes over the searches of one that goes. */
  private static boolean standsForAnother(Drop drop, List<DropIndex> earlier) {
    return drop.cause() == DropIndex.Cause.UNUSED
        && earlier.stream()
            .anyMatch(other ->
                other.cause() == DropIndex.Cause.REDUNDANT
                    && other.definition().isCoveredBy(drop.index().definition()));
  }

  /**
   * Plans every statement on the table without the index. Without an unused one none may get
   * dearer. A redundant one is slimmer than what stands for it, so each statement may get a little
   * dearer, and all together by a hundredth.
   */
  private boolean isHarmless(Drop drop) {
    boolean isRedundant = drop.cause() == DropIndex.Cause.REDUNDANT;
    double slowdownMax = isRedundant ? REDUNDANT_SLOWDOWN_MAX : DROP_SLOWDOWN_MAX;
    double lost = 0;
    double whole = 0;
    Optional<PlannedIndex> existing =
        planner.existing().stream()
            .filter(i -> i.table().equals(drop.table().name()))
            .filter(i -> i.name().equals(drop.index().name()))
            .findFirst();
    if (existing.isEmpty()) {
      return true;
    }
    var costs = choice.costs();
    for (int s = 0; s < costs.size(); s++) {
      double weight = choice.weights().perStatement().get(s);
      whole += weight * costs.cost(s, Set.of());
      if (!costs.concerns(s, existing.get())) {
        continue;
      }
      for (int b : costs.bindings(s)) {
        double with = costs.plan(s, b, choice.indexes()).total();
        try {
          double without =
              planner
                  .plan(
                      costs.statement(s).bindings().get(b),
                      choice.indexes(),
                      Set.of(existing.get()))
                  .total();
          if (without > with * slowdownMax) {
            return false;
          }
          lost += weight * Math.max(0, without - with) / costs.bindings(s).size();
        } catch (PlanningFailedException e) {
          return false;
        }
      }
    }
    return !isRedundant || lost <= REDUNDANT_LOSS_MAX * whole;
  }

  private static DropIndex recommendation(Drop drop) {
    var index = drop.index();
    var evidence =
        new Evidence(
            List.of(),
            List.of(),
            index.pages().bytes(),
            WriteCost.NONE,
            Confidence.ESTIMATED,
            new Verdict.Improves(0, Optional.empty(), Confidence.ESTIMATED));
    return new DropIndex(
        index.name(), index.definition(), drop.cause(), index.sql(), drop.reason(), evidence);
  }
}
