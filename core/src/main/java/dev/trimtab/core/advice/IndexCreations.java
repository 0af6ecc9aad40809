package dev.trimtab.core.advice;

import dev.trimtab.core.advice.Recommendation.CreateIndex;
import dev.trimtab.core.change.TrackRecord;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes recommendations of chosen indexes: a name, the evidence, and why. */
final class IndexCreations {

  /** Effects smaller than this are not worth a line. */
  private static final double EFFECT_MIN = 0.01;

  private final Snapshot snapshot;
  private final Choice choice;
  private final TrackRecord record;

  /**
   * @param record what such indexes have been worth here, which predictions are scaled by
   */
  IndexCreations(Snapshot snapshot, Choice choice, TrackRecord record) {
    this.snapshot = snapshot;
    this.choice = choice;
    this.record = record;
  }

  /** Returns one for each chosen index, those that save most first. */
  List<CreateIndex> recommendations() {
    var names = new IndexNames(snapshot);
    var result = new ArrayList<CreateIndex>();
    for (PlannedIndex index : choice.indexes()) {
      Evidence evidence = evidence(index);
      result.add(
          new CreateIndex(
              names.name(index.definition()),
              index.definition(),
              requires(index.definition()),
              reason(evidence) + experience(index.definition()),
              evidence));
    }
    result.sort(Comparator.comparingDouble((CreateIndex c) -> -believed(c)));
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

  private double believed(CreateIndex create) {
    return saved(create.evidence()) * record.factor(create.definition());
  }

  private static double saved(Evidence evidence) {
    return evidence.helped().stream().mapToDouble(e -> e.saved() * e.calls()).sum();
  }

  private String reason(Evidence evidence) {
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
            choice.label(best.statementId()),
            rounded(best.costBefore()),
            rounded(best.costAfter()),
            others);
  }

  private String experience(IndexDefinition definition) {
    return record
        .of(definition)
        .map(arrived ->
            "; of what was predicted for such indexes here, %.0f %% has arrived (%d changes)"
                .formatted(100 * arrived.share(), arrived.changes()))
        .orElse("");
  }

  private static String rounded(double cost) {
    return cost < 100
        ? String.format(java.util.Locale.ROOT, "%.1f", cost)
        : String.format(java.util.Locale.ROOT, "%,.0f", cost);
  }

  private Evidence evidence(PlannedIndex index) {
    var costs = choice.costs();
    var helped = new ArrayList<StatementEffect>();
    var slowed = new ArrayList<StatementEffect>();
    double millisSaved = 0;
    for (int s = 0; s < costs.size(); s++) {
      if (!costs.concerns(s, index)) {
        continue;
      }
      StatementEffect effect = choice.effect(s);
      boolean isUsed = costs.used(s, choice.indexes()).contains(index);
      if (isUsed && effect.saved() > EFFECT_MIN * effect.costBefore()) {
        helped.add(effect);
        millisSaved += choice.weights().perStatement().get(s) * effect.saved();
      } else if (pays(costs.statement(s), index)) {
        double writes = choice.writeCosts().apply(index).costUnits();
        double calls = costs.statement(s).statement().calls();
        slowed.add(slower(effect, Math.min(writes / calls, WriteModel.ENTRY_UNITS)));
      }
    }
    helped.sort(Comparator.comparingDouble((StatementEffect e) -> -e.saved() * e.calls()));
    double before = helped.stream().mapToDouble(e -> e.calls() * e.costBefore()).sum();
    double after = helped.stream().mapToDouble(e -> e.calls() * e.costAfter()).sum();
    double believed = Math.min(1, record.factor(index.definition()));
    Verdict verdict =
        before > 0
            ? new Verdict.Improves(
                believed * (1 - after / before),
                savedPerHour(believed * millisSaved),
                Confidence.ESTIMATED)
            : new Verdict.Inconclusive("no single statement shows the gain; measure it");
    return new Evidence(
        helped,
        slowed,
        index.bytes(),
        choice.writeCosts().apply(index),
        Confidence.ESTIMATED,
        verdict);
  }

  private Optional<Duration> savedPerHour(double millis) {
    return choice
        .period()
        .filter(p -> choice.isTimed() && p.toSeconds() > 0)
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
}
