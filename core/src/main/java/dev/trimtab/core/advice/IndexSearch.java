package dev.trimtab.core.advice;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Chooses a set of indexes for a workload under a budget.
 *
 * <p>Three steps. <em>Peel</em>: each statement is planned with all its candidates at once; what
 * the plan uses is set aside and hidden, and it is planned again, until nothing helps any more.
 * That finds the few candidates worth comparing with a handful of plans per statement, and the
 * groups that only pay together. <em>Grow</em>: the move that saves most, per byte if bytes are
 * limited, is made again and again; moves are single indexes and those groups. What a move saves
 * only shrinks as the set grows, almost always, so old values are upper bounds and only the best is
 * computed anew (Minoux, 1978). <em>Polish</em>: each index is taken out, or exchanged for another,
 * if that is better.
 *
 * <p>Anytime: the set so far is always valid, and {@code expired} is asked between moves.
 * Deterministic: ties go to the earlier candidate.
 */
final class IndexSearch {

  /** Plans per statement and binding while peeling. */
  private static final int PEEL_ROUNDS_MAX = 5;

  /** A round that saves less than this part of the statement's cost ends the peeling. */
  private static final double PEEL_GAIN_MIN = 0.02;

  /** A move must save this part of what the workload costs now. */
  private static final double MOVE_GAIN_MIN = 0.002;

  /** Among moves that save almost the same, the smaller index is the better one. */
  private static final double ALMOST_AS_GOOD = 0.95;

  /** Supposing one more index costs a few milliseconds and memory; a workload never needs these. */
  private static final int MERGES_MAX = 300;

  private static final int POLISH_ROUNDS_MAX = 3;

  private final Planner planner;
  private final CostBook costs;
  private final WriteModel writes;
  private final Budget budget;
  private final BooleanSupplier expired;
  private final List<Double> weights;
  private final double unitsOfWrites;
  private final Set<PlannedIndex> universe = new TreeSet<>();
  private final Set<Set<PlannedIndex>> groups = new LinkedHashSet<>();
  private final Map<PlannedIndex, WriteCost> writeCosts = new HashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final double walToday;

  IndexSearch(
      Planner planner,
      CostBook costs,
      WriteModel writes,
      Budget budget,
      Weights weights,
      BooleanSupplier expired) {
    this.planner = planner;
    this.costs = costs;
    this.writes = writes;
    this.budget = budget;
    this.expired = expired;
    this.weights = weights.perStatement();
    this.unitsOfWrites = weights.perCostUnit();
    this.walToday = writes.currentWalBytes();
  }

  /** What a planner unit of each statement is worth. */
  record Weights(List<Double> perStatement, double perCostUnit) {}

  /** Returns candidates the server would not have, and why. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** Returns how many candidates were worth comparing. */
  int universeSize() {
    return universe.size();
  }

  WriteCost writeCost(PlannedIndex index) {
    return writeCosts.computeIfAbsent(index, writes::of);
  }

  /** Returns the best set found. */
  Set<PlannedIndex> run(List<Set<IndexDefinition>> candidatesByStatement) {
    for (int s : byWeight()) {
      if (expired.getAsBoolean()) {
        break;
      }
      peel(s, candidatesByStatement.get(s));
    }
    merge();
    Set<PlannedIndex> chosen = grow();
    return polish(chosen);
  }

  /** Dearest statements first, so that a short time is spent where it counts. */
  private List<Integer> byWeight() {
    var order = new ArrayList<Integer>();
    var value = new double[costs.size()];
    for (int s = 0; s < costs.size(); s++) {
      order.add(s);
      value[s] = weights.get(s) * costs.cost(s, Set.of());
    }
    order.sort(Comparator.comparingDouble((Integer s) -> -value[s]).thenComparing(s -> s));
    return order;
  }

  private void peel(int statement, Set<IndexDefinition> definitions) {
    Set<PlannedIndex> all = new TreeSet<>();
    for (IndexDefinition definition : definitions) {
      suppose(definition).ifPresent(all::add);
    }
    for (int binding = 0; binding < costs.statement(statement).bindings().size(); binding++) {
      Set<PlannedIndex> open = new TreeSet<>(all);
      double base = costs.plan(statement, binding, Set.of()).total();
      for (int round = 0; round < PEEL_ROUNDS_MAX && !open.isEmpty(); round++) {
        PlanCost plan = costs.plan(statement, binding, open);
        Set<PlannedIndex> used = new TreeSet<>(plan.used());
        used.removeIf(index -> !index.isSupposed());
        if (used.isEmpty() || plan.total() > base * (1 - PEEL_GAIN_MIN)) {
          break;
        }
        universe.addAll(used);
        if (used.size() > 1) {
          groups.add(used);
        }
        open.removeAll(used);
      }
    }
  }

  private Optional<PlannedIndex> suppose(IndexDefinition definition) {
    boolean exists =
        planner.existing().stream().anyMatch(its -> its.definition().equals(definition));
    if (exists) {
      return Optional.empty();
    }
    return switch (planner.suppose(definition)) {
      case Planner.Hypothesis.Supposed(var index) -> Optional.of(index);
      case Planner.Hypothesis.Refused(var it, var why) -> {
        refused.add("%s: %s".formatted(it, why));
        yield Optional.empty();
      }
    };
  }

  /** Adds what could stand for two of the candidates, or for an existing index and one of them. */
  private void merge() {
    List<PlannedIndex> found = List.copyOf(universe);
    Set<IndexDefinition> merged = new LinkedHashSet<>();
    for (PlannedIndex first : found) {
      for (PlannedIndex second : found) {
        merge(first.definition(), second.definition()).ifPresent(merged::add);
      }
      for (PlannedIndex existing : planner.existing()) {
        merge(existing.definition(), first.definition()).ifPresent(merged::add);
      }
    }
    for (PlannedIndex index : found) {
      merged.remove(index.definition());
    }
    for (IndexDefinition definition : merged.stream().limit(MERGES_MAX).toList()) {
      if (expired.getAsBoolean()) {
        return;
      }
      suppose(definition).ifPresent(universe::add);
    }
  }

  /** The first index widened so that it also serves the second's first keys and payload. */
  static Optional<IndexDefinition> merge(IndexDefinition first, IndexDefinition second) {
    boolean fit =
        first.table().equals(second.table())
            && first.isBtree()
            && second.isBtree()
            && first.predicate().equals(second.predicate())
            && !first.equals(second);
    if (!fit || !first.keys().getFirst().isSameValueAs(second.keys().getFirst())) {
      return Optional.empty();
    }
    var keys = new ArrayList<>(first.keys());
    for (IndexKey key : second.keys()) {
      if (keys.stream().noneMatch(k -> k.isSameValueAs(key))) {
        keys.add(key);
      }
    }
    if (keys.size() > IndexCandidates.WIDTH_MAX) {
      return Optional.empty();
    }
    Set<Identifier> include = new LinkedHashSet<>(first.include());
    include.addAll(second.include());
    keys.forEach(key -> key.column().ifPresent(include::remove));
    var merged =
        new IndexDefinition(
            first.table(), first.method(), keys, List.copyOf(include), first.predicate());
    return merged.equals(first) ? Optional.empty() : Optional.of(merged);
  }

  private record Move(Set<PlannedIndex> indexes, double gain, int round) {
    long bytes() {
      return indexes.stream().mapToLong(PlannedIndex::bytes).sum();
    }
  }

  private Set<PlannedIndex> grow() {
    Set<PlannedIndex> chosen = new TreeSet<>();
    List<Move> moves = new ArrayList<>();
    for (PlannedIndex index : universe) {
      moves.add(new Move(Set.of(index), Double.POSITIVE_INFINITY, -1));
    }
    groups.forEach(group -> moves.add(new Move(group, Double.POSITIVE_INFINITY, -1)));
    for (int round = 0; !moves.isEmpty() && !expired.getAsBoolean(); round++) {
      double threshold = MOVE_GAIN_MIN * total(chosen);
      Optional<Move> best = best(moves, chosen, round, threshold);
      if (best.isEmpty()) {
        break;
      }
      chosen.addAll(best.get().indexes());
      moves.removeIf(move -> chosen.containsAll(move.indexes()));
    }
    return chosen;
  }

  /** The best move now; gains known from an earlier round are upper bounds. */
  private Optional<Move> best(
      List<Move> moves, Set<PlannedIndex> chosen, int round, double threshold) {
    moves.removeIf(move -> move.gain() < threshold);
    for (int evaluated = 0; evaluated <= 2 * moves.size(); evaluated++) {
      moves.sort(Comparator.comparingDouble(this::rank).reversed());
      int first = firstThatFits(moves, chosen);
      if (first < 0) {
        return Optional.empty();
      }
      Move top = moves.get(first);
      if (top.round() == round) {
        return top.gain() < threshold
            ? Optional.empty()
            : Optional.of(smallerIfAlmostAsGood(top, moves, chosen, round));
      }
      moves.set(first, new Move(top.indexes(), gain(chosen, top.indexes()), round));
      if (expired.getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private double rank(Move move) {
    return budget.sizeBytesMax().isPresent()
        ? move.gain() / Math.max(1, move.bytes())
        : move.gain();
  }

  private int firstThatFits(List<Move> moves, Set<PlannedIndex> chosen) {
    for (int i = 0; i < moves.size(); i++) {
      var with = new TreeSet<>(chosen);
      with.addAll(moves.get(i).indexes());
      if (fits(with)) {
        return i;
      }
    }
    return -1;
  }

  private boolean fits(Set<PlannedIndex> indexes) {
    long bytes = indexes.stream().mapToLong(PlannedIndex::bytes).sum();
    if (bytes > budget.sizeBytesMax().orElse(Long.MAX_VALUE)
        || indexes.size() > budget.indexesMax().orElse(Integer.MAX_VALUE)) {
      return false;
    }
    if (budget.writeOverheadMax().isEmpty()) {
      return true;
    }
    double wal =
        indexes.stream()
            .map(this::writeCost)
            .mapToDouble(cost -> cost.entries() * cost.walBytesPerEntry())
            .sum();
    return wal <= budget.writeOverheadMax().get() * walToday;
  }

  private Move smallerIfAlmostAsGood(
      Move top, List<Move> moves, Set<PlannedIndex> chosen, int round) {
    if (budget.sizeBytesMax().isPresent()) {
      return top;
    }
    Move best = top;
    for (Move rival : List.copyOf(moves)) {
      boolean isCandidate =
          rival.gain() >= ALMOST_AS_GOOD * top.gain()
              && rival.bytes() < best.bytes()
              && sameTables(rival, top);
      if (isCandidate && !expired.getAsBoolean()) {
        double gain = rival.round() == round ? rival.gain() : gain(chosen, rival.indexes());
        if (gain >= ALMOST_AS_GOOD * top.gain()) {
          best = new Move(rival.indexes(), gain, round);
        }
      }
    }
    return best;
  }

  private static boolean sameTables(Move first, Move second) {
    return tables(first.indexes()).equals(tables(second.indexes()));
  }

  private static Set<Object> tables(Collection<PlannedIndex> indexes) {
    var result = new HashSet<Object>();
    indexes.forEach(index -> result.add(index.table()));
    return result;
  }

  /** What adding indexes to a set saves, writes paid. */
  private double gain(Set<PlannedIndex> chosen, Set<PlannedIndex> more) {
    var with = new TreeSet<>(chosen);
    with.addAll(more);
    double gain = 0;
    for (int s = 0; s < costs.size(); s++) {
      int statement = s;
      if (more.stream().anyMatch(index -> costs.concerns(statement, index))) {
        gain += weights.get(s) * (costs.cost(s, chosen) - costs.cost(s, with));
      }
    }
    for (PlannedIndex index : more) {
      if (!chosen.contains(index)) {
        gain -= writeCost(index).costUnits() * unitsOfWrites;
      }
    }
    return gain;
  }

  /** What the workload costs with a set of indexes, writes included. */
  private double total(Set<PlannedIndex> chosen) {
    double total = 0;
    for (int s = 0; s < costs.size(); s++) {
      total += weights.get(s) * costs.cost(s, chosen);
    }
    for (PlannedIndex index : chosen) {
      total += writeCost(index).costUnits() * unitsOfWrites;
    }
    return total;
  }

  private Set<PlannedIndex> polish(Set<PlannedIndex> grown) {
    Set<PlannedIndex> chosen = new TreeSet<>(grown);
    for (int round = 0; round < POLISH_ROUNDS_MAX; round++) {
      boolean changed = false;
      for (PlannedIndex index : List.copyOf(chosen)) {
        if (expired.getAsBoolean()) {
          return chosen;
        }
        changed |= takeOutOrExchange(chosen, index);
      }
      if (!changed) {
        break;
      }
    }
    return chosen;
  }

  private boolean takeOutOrExchange(Set<PlannedIndex> chosen, PlannedIndex index) {
    var without = new TreeSet<>(chosen);
    without.remove(index);
    double threshold = MOVE_GAIN_MIN * total(chosen);
    double worth = gain(without, Set.of(index));
    if (worth < threshold) {
      chosen.remove(index);
      return true;
    }
    PlannedIndex best = index;
    double bestGain = worth + threshold;
    for (PlannedIndex other : universe) {
      boolean isRival =
          !chosen.contains(other)
              && other.table().equals(index.table())
              && other
                  .definition()
                  .keys()
                  .getFirst()
                  .isSameValueAs(index.definition().keys().getFirst());
      if (isRival) {
        var with = new TreeSet<>(without);
        with.add(other);
        double gain = fits(with) ? gain(without, Set.of(other)) : Double.NEGATIVE_INFINITY;
        if (gain > bestGain) {
          best = other;
          bestGain = gain;
        }
      }
    }
    if (best.equals(index)) {
      return false;
    }
    chosen.remove(index);
    chosen.add(best);
    return true;
  }
}
