package dev.trimtab.core.advice;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.advice.Recommendation.CreateIndex;
import dev.trimtab.core.advice.Recommendation.DropIndex;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.TableUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Recommends indexes to add and to drop for a workload: candidates by {@link IndexCandidates},
 * choice by {@link IndexSearch}, costs by a {@link Planner}.
 *
 * <p>Deterministic: the same snapshot, workload and budget give the same advice, unless a time
 * limit cuts the search short.
 */
public final class IndexAdvisor {

  /** A drop may make no statement dearer than this, by the planner. */
  private static final double DROP_SLOWDOWN_MAX = 1.05;

  /** The same where another index, which is wider and shares no equal keys, serves all searches. */
  private static final double REDUNDANT_SLOWDOWN_MAX = 3;

  /** What all statements together may lose by it, as a part of the workload. */
  private static final double REDUNDANT_LOSS_MAX = 0.01;

  /** Effects smaller than this are not worth a line. */
  private static final double EFFECT_MIN = 0.01;

  private final Planner planner;
  private final Snapshot snapshot;
  private final List<Snapshot> replicas;
  private final Budget budget;
  private final BooleanSupplier expired;
  private final Set<String> refuted;

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
    this(planner, snapshot, replicas, budget, expired, Set.of());
  }

  private IndexAdvisor(
      Planner planner,
      Snapshot snapshot,
      List<Snapshot> replicas,
      Budget budget,
      BooleanSupplier expired,
      Set<String> refuted) {
    this.planner = planner;
    this.snapshot = snapshot;
    this.replicas = List.copyOf(replicas);
    this.budget = budget;
    this.expired = expired;
    this.refuted = Set.copyOf(refuted);
  }

  /**
   * Returns the same advisor, which proposes none of these definitions: they were built, measured
   * and taken back, so the planner's belief in them was wrong.
   */
  public IndexAdvisor except(Set<String> newRefuted) {
    return new IndexAdvisor(planner, snapshot, replicas, budget, expired, newRefuted);
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
    Set<PlannedIndex> chosen = search.run(candidates(statements));
    var context = new Context(costs, weights, search, chosen, period);
    var recommendations = new ArrayList<Recommendation>();
    recommendations.addAll(creations(context));
    recommendations.addAll(drops(context));
    var effects = new ArrayList<StatementEffect>();
    double before = 0;
    double after = 0;
    for (int s = 0; s < costs.size(); s++) {
      effects.add(effect(costs, s, chosen));
      before += weights.perStatement().get(s) * costs.cost(s, Set.of());
      after += weights.perStatement().get(s) * costs.cost(s, chosen);
    }
    for (PlannedIndex index : chosen) {
      after += search.writeCost(index).costUnits() * weights.perCostUnit();
    }
    recommendations.addAll(storedCounts(context, statements, after));
    effects.sort(
        Comparator.comparingDouble((StatementEffect e) -> -e.calls() * e.costBefore())
            .thenComparing(StatementEffect::statementId));
    var notes = new ArrayList<>(costs.failures());
    search.refused().stream().limit(5).forEach(r -> notes.add("candidate refused: " + r));
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

  /** What the parts of one advice share. */
  private record Context(
      CostBook costs,
      IndexSearch.Weights weights,
      IndexSearch search,
      Set<PlannedIndex> chosen,
      Optional<Duration> period) {

    String label(String statementId) {
      for (int s = 0; s < costs.size(); s++) {
        if (costs.statement(s).id().equals(statementId)) {
          return costs.statement(s).statement().label();
        }
      }
      return statementId;
    }
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

  private List<Recommendation> creations(Context context) {
    var names = new IndexNames(snapshot);
    var result = new ArrayList<CreateIndex>();
    for (PlannedIndex index : context.chosen()) {
      Evidence evidence = evidence(context, index);
      result.add(
          new CreateIndex(
              names.name(index.definition()),
              index.definition(),
              requires(index.definition()),
              reason(evidence, context),
              evidence));
    }
    result.sort(Comparator.comparingDouble((CreateIndex c) -> -saved(c.evidence())));
    return List.copyOf(result);
  }

  /** The extension that an operator class comes from, if it is not there yet. */
  private Optional<Extension> requires(IndexDefinition definition) {
    boolean isTrigram =
        definition.keys().stream()
            .flatMap(key -> key.operatorClass().stream())
            .anyMatch(its -> its.endsWith("_trgm_ops"));
    return snapshot.server().installable().stream()
        .filter(extension -> isTrigram && extension.name().value().equals("pg_trgm"))
        .findFirst();
  }

  private static double saved(Evidence evidence) {
    return evidence.helped().stream().mapToDouble(e -> e.saved() * e.calls()).sum();
  }

  private static String reason(Evidence evidence, Context context) {
    if (evidence.helped().isEmpty()) {
      return "the workload as a whole gets cheaper with it";
    }
    StatementEffect best = evidence.helped().getFirst();
    String others =
        evidence.helped().size() == 1
            ? ""
            : " and %d more statements".formatted(evidence.helped().size() - 1);
    return "the planner would use it for: %s (cost %s to %s)%s"
        .formatted(
            context.label(best.statementId()),
            rounded(best.costBefore()),
            rounded(best.costAfter()),
            others);
  }

  private static String rounded(double cost) {
    return cost < 100
        ? String.format(java.util.Locale.ROOT, "%.1f", cost)
        : String.format(java.util.Locale.ROOT, "%,.0f", cost);
  }

  private Evidence evidence(Context context, PlannedIndex index) {
    var costs = context.costs();
    var helped = new ArrayList<StatementEffect>();
    var slowed = new ArrayList<StatementEffect>();
    double millisSaved = 0;
    for (int s = 0; s < costs.size(); s++) {
      if (!costs.concerns(s, index)) {
        continue;
      }
      StatementEffect effect = effect(costs, s, context.chosen());
      boolean isUsed = costs.used(s, context.chosen()).contains(index);
      if (isUsed && effect.saved() > EFFECT_MIN * effect.costBefore()) {
        helped.add(effect);
        millisSaved += context.weights().perStatement().get(s) * effect.saved();
      } else if (pays(costs.statement(s), index)) {
        double writes = context.search().writeCost(index).costUnits();
        double calls = costs.statement(s).statement().calls();
        slowed.add(slower(effect, Math.min(writes / calls, WriteModel.ENTRY_UNITS)));
      }
    }
    helped.sort(Comparator.comparingDouble((StatementEffect e) -> -e.saved() * e.calls()));
    double before = helped.stream().mapToDouble(e -> e.calls() * e.costBefore()).sum();
    double after = helped.stream().mapToDouble(e -> e.calls() * e.costAfter()).sum();
    Verdict verdict =
        before > 0
            ? new Verdict.Improves(
                1 - after / before, savedPerHour(context, millisSaved), Confidence.ESTIMATED)
            : new Verdict.Inconclusive("no single statement shows the gain; measure it");
    return new Evidence(
        helped,
        slowed,
        index.bytes(),
        context.search().writeCost(index),
        Confidence.ESTIMATED,
        verdict);
  }

  private List<Recommendation.StoredCount> storedCounts(
      Context context, List<AnalyzedStatement> statements, double workload) {
    var prices = new CountPrices(planner, context.costs(), context.weights(), context.chosen());
    var rule =
        new StoredCountRule(
            snapshot,
            statements,
            context.chosen().stream().map(PlannedIndex::definition).toList(),
            prices);
    return rule.apply(budget.gainMin() * workload, context.period().filter(_ -> isTimed(context)));
  }

  private static boolean isTimed(Context context) {
    return java.util.stream.IntStream.range(0, context.costs().size())
        .anyMatch(s -> context.costs().statement(s).statement().time().isPresent());
  }

  private static Optional<Duration> savedPerHour(Context context, double millis) {
    return context
        .period()
        .filter(p -> isTimed(context) && p.toSeconds() > 0)
        .map(p -> Duration.ofMillis(Math.round(millis * 3_600 / p.toSeconds())));
  }

  private static boolean pays(AnalyzedStatement statement, PlannedIndex index) {
    return statement.shape().uses().stream()
        .filter(use -> use.table().equals(index.table()))
        .flatMap(use -> use.change().stream())
        .anyMatch(change ->
            switch (change.command()) {
              case INSERT, MERGE -> true;
              case UPDATE ->
                  index.definition().storedColumns().stream().anyMatch(change.written()::contains);
              case SELECT, DELETE -> false;
            });
  }

  private static StatementEffect slower(StatementEffect effect, double units) {
    double after = effect.costAfter() + units;
    double ratio = effect.costBefore() > 0 ? after / effect.costBefore() : 1;
    return new StatementEffect(
        effect.statementId(), effect.calls(), effect.costBefore(), after, ratio, ratio);
  }

  private static StatementEffect effect(CostBook costs, int s, Set<PlannedIndex> chosen) {
    double best = Double.POSITIVE_INFINITY;
    double worst = 0;
    AnalyzedStatement statement = costs.statement(s);
    for (int b : costs.bindings(s)) {
      double before = costs.plan(s, b, Set.of()).total();
      double ratio = before > 0 ? costs.plan(s, b, chosen).total() / before : 1;
      best = Math.min(best, ratio);
      worst = Math.max(worst, ratio);
    }
    return new StatementEffect(
        statement.id(),
        statement.statement().calls(),
        costs.cost(s, Set.of()),
        costs.cost(s, chosen),
        best,
        worst);
  }

  private List<Recommendation> drops(Context context) {
    Set<PlannedIndex> planned = new TreeSet<>();
    for (int s = 0; s < context.costs().size(); s++) {
      for (int b : context.costs().bindings(s)) {
        planned.addAll(context.costs().plan(s, b, context.chosen()).used());
      }
    }
    List<DropRules.Rule> rules =
        List.of(
            new InvalidIndexRule(),
            new RedundantIndexRule(
                context.chosen().stream().map(PlannedIndex::definition).toList()),
            new UnusedIndexRule(snapshot, replicas, List.copyOf(planned)));
    var result = new ArrayList<Recommendation>();
    var seen = new HashSet<Object>();
    for (Table table : snapshot.tables()) {
      for (DropRules.Rule rule : rules) {
        for (Drop drop : rule.apply(table)) {
          if (seen.add(drop.index().qualifiedName())
              && !standsForAnother(drop, result)
              && isHarmless(context, drop)) {
            result.add(recommendation(drop));
          }
        }
      }
    }
    return result;
  }

  /** An index that nobody searched may be what takes over the searches of one that goes. */
  private static boolean standsForAnother(Drop drop, List<Recommendation> earlier) {
    return drop.cause() == DropIndex.Cause.UNUSED
        && earlier.stream()
            .anyMatch(r ->
                r instanceof DropIndex other
                    && other.cause() == DropIndex.Cause.REDUNDANT
                    && other.definition().isCoveredBy(drop.index().definition()));
  }

  /**
   * Plans every statement on the table without the index. Without an unused one none may get
   * dearer. A redundant one is slimmer than what stands for it, so each statement may get a little
   * dearer, and all together by a hundredth.
   */
  private boolean isHarmless(Context context, Drop drop) {
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
    var costs = context.costs();
    for (int s = 0; s < costs.size(); s++) {
      double weight = context.weights().perStatement().get(s);
      whole += weight * costs.cost(s, Set.of());
      if (!costs.concerns(s, existing.get())) {
        continue;
      }
      for (int b : costs.bindings(s)) {
        double with = costs.plan(s, b, context.chosen()).total();
        try {
          double without =
              planner
                  .plan(
                      costs.statement(s).bindings().get(b),
                      context.chosen(),
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
