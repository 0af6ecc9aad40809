package dev.trimtab.core.advice;

import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what plans cost, so that few have to be asked for.
 *
 * <p>A plan found with a set of indexes is also the plan for every smaller set that still has the
 * indexes it uses: the planner's choices only shrink, and its favourite is still among them. This
 * halves the questions at least; see "atomic configurations" in Finkelstein, Schkolnick and Tiberio
 * (1988).
 */
final class CostBook {

  private final Planner planner;
  private final List<AnalyzedStatement> statements;
  private final List<Set<TableName>> tables = new ArrayList<>();
  private final List<List<List<Known>>> known = new ArrayList<>();
  private final Map<Integer, PlannedIndex> indexes = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private int asked;

  private record Known(BitSet added, BitSet used, PlanCost plan) {}

  CostBook(Planner planner, List<AnalyzedStatement> statements) {
    this.planner = planner;
    this.statements = statements;
    for (AnalyzedStatement statement : statements) {
      var its = new HashSet<TableName>();
      statement.shape().uses().forEach(use -> its.add(use.table()));
      tables.add(its);
      var perBinding = new ArrayList<List<Known>>();
      statement.bindings().forEach(_ -> perBinding.add(new ArrayList<>()));
      known.add(perBinding);
    }
  }

  int size() {
    return statements.size();
  }

  AnalyzedStatement statement(int number) {
    return statements.get(number);
  }

  /** Returns whether an index is on a table that the statement mentions. */
  boolean concerns(int statement, PlannedIndex index) {
    return tables.get(statement).contains(index.table());
  }

  /** Returns how many plans were asked for. */
  int asked() {
    return asked;
  }

  /** Returns what could not be planned, one sentence each. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Returns the mean cost over the statement's bindings. */
  double cost(int statement, Set<PlannedIndex> added) {
    double sum = 0;
    int bindings = statements.get(statement).bindings().size();
    for (int binding = 0; binding < bindings; binding++) {
      sum += plan(statement, binding, added).total();
    }
    return sum / bindings;
  }

  /** Returns the supposed indexes that any binding's plan uses. */
  Set<PlannedIndex> used(int statement, Set<PlannedIndex> added) {
    var used = new HashSet<PlannedIndex>();
    for (int binding = 0; binding < statements.get(statement).bindings().size(); binding++) {
      plan(statement, binding, added).used().stream()
          .filter(PlannedIndex::isSupposed)
          .forEach(used::add);
    }
    return used;
  }

  /** Returns the plan of one binding with these supposed indexes. */
  PlanCost plan(int statement, int binding, Set<PlannedIndex> added) {
    var wanted = new BitSet();
    for (PlannedIndex index : added) {
      if (concerns(statement, index)) {
        wanted.set(index.id());
        indexes.putIfAbsent(index.id(), index);
      }
    }
    List<Known> plans = known.get(statement).get(binding);
    for (Known plan : plans) {
      if (contains(plan.added(), wanted) && contains(wanted, plan.used())) {
        return plan.plan();
      }
    }
    PlanCost fresh = ask(statements.get(statement).bindings().get(binding), wanted);
    var used = new BitSet();
    fresh.used().stream().filter(PlannedIndex::isSupposed).forEach(i -> used.set(i.id()));
    plans.add(new Known(wanted, used, fresh));
    return fresh;
  }

  private PlanCost ask(Binding binding, BitSet wanted) {
    asked++;
    Set<PlannedIndex> added = new HashSet<>();
    wanted.stream().forEach(id -> added.add(indexes.get(id)));
    try {
      return planner.plan(binding, added, Set.of());
    } catch (PlanningFailedException e) {
      // Planned before without trouble; one failure must not stop the rest.
      failures.add("statement %s: %s".formatted(binding.statementId(), e.getMessage()));
      return new PlanCost(0, Set.of(), "failed");
    }
  }

  private static boolean contains(BitSet all, BitSet some) {
    var rest = (BitSet) some.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }
}
