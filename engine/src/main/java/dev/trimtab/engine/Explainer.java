package dev.trimtab.engine;

import dev.trimtab.core.advice.IndexAdvisor;
import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.Planner.Hypothesis;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.advice.Recommendation.CreateIndex;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.rewrite.StatementAdvisor;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SqlStatements;
import dev.trimtab.twin.ServerHome;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Answers "what if" for one statement: its plan as things are, and with further indexes. */
final class Explainer {

  private static final String ID = "the statement";

  private final EngineOptions options;
  private final EngineListener listener;

  Explainer(EngineOptions options, EngineListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Plans a statement twice.
   *
   * @param createIndexes what to suppose; empty for the best indexes that can be found
   */
  WhatIf explain(Snapshot snapshot, String text, List<String> createIndexes) {
    int statements = SqlStatements.of(text).size();
    if (statements != 1) {
      throw new IllegalArgumentException("give one statement to explain, got " + statements);
    }
    listener.progress("starting the twin", 0, 0);
    try (Twin twin =
        options
            .twinHome()
            .map(home -> Twin.start(snapshot, ServerHome.at(home)))
            .orElseGet(() -> Twin.start(snapshot))) {
      var planner = new TwinPlanner(twin);
      AnalyzedStatement statement = understood(snapshot, text, planner);
      Map<Identifier, IndexDefinition> indexes =
          createIndexes.isEmpty()
              ? best(snapshot, statement, planner)
              : given(createIndexes, planner);
      List<StatementAdvice> advice =
          new StatementAdvisor(planner, planner::read, snapshot)
              .advise(List.of(statement), indexes.values());
      return whatIf(planner, statement, indexes, advice, new ArrayList<>(twin.gaps()));
    } catch (PlanningFailedException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private AnalyzedStatement understood(Snapshot snapshot, String text, TwinPlanner planner) {
    var statement = new Statement(ID, text, 1, Optional.empty(), List.of());
    var workload = new Workload("command line", Optional.empty(), List.of(statement), List.of());
    Understanding understood = Understanding.of(workload, snapshot, planner, listener);
    return understood.statements().stream()
        .findFirst()
        .orElseThrow(() ->
            refused(
                understood.notUnderstood().stream()
                    .findFirst()
                    .orElse(ID + " reads and writes no table")));
  }

  private static TrimtabException refused(String why) {
    return new TrimtabException(
        ErrorCode.STATEMENT_REFUSED,
        "%s. The twin knows what the snapshot has; nothing was changed.".formatted(why));
  }

  private Map<Identifier, IndexDefinition> best(
      Snapshot snapshot, AnalyzedStatement statement, TwinPlanner planner) {
    listener.progress("comparing indexes", 0, 0);
    Map<Identifier, IndexDefinition> indexes = new LinkedHashMap<>();
    new IndexAdvisor(planner, snapshot, List.of(), options.budget(), () -> false)
        .advise(List.of(statement), Optional.empty()).recommendations().stream()
            .filter(CreateIndex.class::isInstance)
            .map(CreateIndex.class::cast)
            .forEach(create -> indexes.put(create.index(), create.definition()));
    return indexes;
  }

  private static Map<Identifier, IndexDefinition> given(
      List<String> createIndexes, TwinPlanner planner) {
    Map<Identifier, IndexDefinition> indexes = new LinkedHashMap<>();
    for (String createIndex : createIndexes) {
      IndexDefinition definition = planner.define(createIndex);
      indexes.put(new Identifier("supposed_" + (indexes.size() + 1)), definition);
    }
    return indexes;
  }

  private static WhatIf whatIf(
      TwinPlanner planner,
      AnalyzedStatement statement,
      Map<Identifier, IndexDefinition> indexes,
      List<StatementAdvice> advice,
      List<String> notes)
      throws PlanningFailedException {
    Map<String, String> names = new LinkedHashMap<>();
    Set<PlannedIndex> added = new java.util.HashSet<>();
    indexes.forEach((name, definition) -> {
      switch (planner.suppose(definition)) {
        case Hypothesis.Supposed(PlannedIndex index) -> {
          added.add(index);
          names.put(index.name().value(), name.value());
        }
        case Hypothesis.Refused(_, String why) -> throw refused(definition + ": " + why);
      }
    });
    Binding binding = statement.bindings().getFirst();
    if (binding.origin() == Binding.Origin.DRAWN) {
      notes.add("planned with parameter values drawn from the statistics; they are not shown");
    }
    return new WhatIf(
        statement.statement().text(),
        plan(planner, binding, Set.of(), names),
        indexes.entrySet().stream().map(e -> e.getValue().createConcurrently(e.getKey())).toList(),
        plan(planner, binding, added, names),
        advice,
        notes);
  }

  private static WhatIf.Plan plan(
      TwinPlanner planner, Binding binding, Set<PlannedIndex> added, Map<String, String> names)
      throws PlanningFailedException {
    double cost = planner.plan(binding, added, Set.of()).total();
    String text = planner.explain(binding, added, Set.of());
    for (var name : names.entrySet()) {
      String shown = Matcher.quoteReplacement(name.getValue());
      text = text.replaceAll("\\b" + name.getKey() + "\\b", shown);
    }
    return new WhatIf.Plan(cost, PlanText.shown(text, binding));
  }
}
