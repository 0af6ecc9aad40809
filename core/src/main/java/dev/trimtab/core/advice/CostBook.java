package dev.trimtab.core.advice;

import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.TableUse;
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
  private final List<Set<SearchedKey>> searched = new ArrayList<>();
  private final List<List<Integer>> repeats = new ArrayList<>();
  private final List<List<List<Known>>> known = new ArrayList<>();
  private final Map<Integer, PlannedIndex> indexes = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private int asked;

  /** What a statement asks of a table: the key of a condition or an order, or a predicate. */
  private record SearchedKey(TableName table, String sql) {}

  private record Known(BitSet added, BitSet used, PlanCost plan) {}

  CostBook(Planner planner, List<AnalyzedStatement> statements) {
    this.planner = planner;
    this.statements = statements;
    for (AnalyzedStatement statement : statements) {
      searched.add(searchedKeys(statement));
      repeats.add(new ArrayList<>(statement.bindings().stream().map(_ -> 1).toList()));
      var perBinding = new ArrayList<List<Known>>();
      statement.bindings().forEach(_ -> perBinding.add(new ArrayList<>()));
      known.add(perBinding);
    }
  }

  private static Set<SearchedKey> searchedKeys(AnalyzedStatement statement) {
    var keys = new HashSet<SearchedKey>();
    for (TableUse use : statement.shape().uses()) {
      use.filters().forEach(f -> keys.add(new SearchedKey(use.table(), f.key().sql())));
      use.joins().forEach(k -> keys.add(new SearchedKey(use.table(), k.sql())));
      use.order().forEach(k -> keys.add(new SearchedKey(use.table(), k.key().sql())));
      use.groups().forEach(k -> keys.add(new SearchedKey(use.table(), k.sql())));
      use.constants().forEach(c -> keys.add(new SearchedKey(use.table(), c)));
    }
    return keys;
  }

  int size() {
    return statements.size();
  }

  AnalyzedStatement statement(int number) {
    return statements.get(number);
  }

  /**
   * Returns whether an index could serve the statement: its first key, or the predicate that limits
   * it, is something the statement asks for.
   */
  boolean concerns(int statement, PlannedIndex index) {
    Set<SearchedKey> keys = searched.get(statement);
    return keys.contains(new SearchedKey(index.table(), index.definition().keys().getFirst().sql()))
        || index
            .definition()
            .predicate()
            .filter(predicate -> keys.contains(new SearchedKey(index.table(), predicate)))
            .isPresent();
  }

  /**
   * Lets one binding stand for another that plans alike, so that only one is planned from now on.
   */
  void standFor(int statement, int binding, int other) {
    List<Integer> its = repeats.get(statement);
    its.set(binding, its.get(binding) + its.get(other));
    its.set(other, 0);
  }

  /** Returns the bindings that nothing stands for. */
  List<Integer> bindings(int statement) {
    List<Integer> its = repeats.get(statement);
    return java.util.stream.IntStream.range(0, its.size())
        .filter(b -> its.get(b) > 0)
        .boxed()
        .toList();
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
    double count = 0;
    for (int binding : bindings(statement)) {
      int times = repeats.get(statement).get(binding);
      sum += times * plan(statement, binding, added).total();
      count += times;
    }
    return sum / count;
  }

  /**
   * Returns the mean cost as far as known plans tell, asking for none: the cheapest known plan
   * whose indexes are all there. The planner could do better, never worse.
   */
  double estimate(int statement, Set<PlannedIndex> added) {
    BitSet wanted = concerned(statement, added);
    double sum = 0;
    double count = 0;
    for (int binding : bindings(statement)) {
      double best = plan(statement, binding, Set.of()).total();
      for (Known plan : known.get(statement).get(binding)) {
        if (plan.plan().total() < best && contains(wanted, plan.used())) {
          best = plan.plan().total();
        }
      }
      int times = repeats.get(statement).get(binding);
      sum += times * best;
      count += times;
    }
    return sum / count;
  }

  private BitSet concerned(int statement, Set<PlannedIndex> added) {
    var wanted = new BitSet();
    for (PlannedIndex index : added) {
      if (concerns(statement, index)) {
        wanted.set(index.id());
        indexes.putIfAbsent(index.id(), index);
      }
    }
    return wanted;
  }

  /** Returns the supposed indexes that any binding's plan uses. */
  Set<PlannedIndex> used(int statement, Set<PlannedIndex> added) {
    var used = new HashSet<PlannedIndex>();
    for (int binding : bindings(statement)) {
      plan(statement, binding, added).used().stream()
          .filter(PlannedIndex::isSupposed)
          .forEach(used::add);
    }
    return used;
  }

  /** Returns the plan of one binding with these supposed indexes. */
  PlanCost plan(int statement, int binding, Set<PlannedIndex> added) {
    BitSet wanted = concerned(statement, added);
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
      return new PlanCost(0, Set.of(), "failed", 0);
    }
  }

  private static boolean contains(BitSet all, BitSet some) {
    var rest = (BitSet) some.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }
}
