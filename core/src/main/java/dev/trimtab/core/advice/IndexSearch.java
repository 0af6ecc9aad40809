package dev.trimtab.core.advice;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

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

  /** A slimmer index may lose this part of what the wider one saves. */
  private static final double SLIM_LOSS_MAX = 0.1;

  /** Among moves that save almost the same, the smaller index is the better one. */
  private static final double ALMOST_AS_GOOD = 0.95;

  /** Supposing one more index costs a few milliseconds and memory; a workload never needs these. */
  private static final int RELATIVES_MAX = 300;

  private static final int POLISH_ROUNDS_MAX = 3;

  /** Of slimmer indexes, those that known plans speak for most are planned. */
  private static final int SLIMMER_MAX = 6;

  /** Of a statement that is so small a part of the least gain, single indexes are not compared. */
  private static final double SMALL = 0.05;

  private final Planner planner;
  private final CostBook costs;
  private final WriteModel writes;
  private final Budget budget;
  private final BooleanSupplier expired;
  private final Set<String> refuted;
  private final List<Double> weights;
  private final Objective objective;
  private final Set<PlannedIndex> universe = new TreeSet<>();
  private final Set<Set<PlannedIndex>> groups = new LinkedHashSet<>();
  private final Map<PlannedIndex, WriteCost> writeCosts = new HashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final Peeling peeling;
  private final Allowance allowance;

  IndexSearch(
      Planner planner,
      CostBook costs,
      WriteModel writes,
      Budget budget,
      Weights weights,
      BooleanSupplier expired,
      Set<String> refuted) {
    this.planner = planner;
    this.costs = costs;
    this.writes = writes;
    this.budget = budget;
    this.expired = expired;
    this.refuted = refuted;
    this.weights = weights.perStatement();
    this.objective = new Objective(planner, costs, budget, weights, this::writeCost);
    this.peeling = new Peeling(costs);
    this.allowance = new Allowance(budget, this::writeCost, writes.currentWalBytes());
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

  /** Returns these indexes, without looking for better ones. */
  Set<PlannedIndex> supposed(List<IndexDefinition> definitions) {
    for (IndexDefinition definition : definitions) {
      if (exists(definition)) {
        refused.add(definition + ": there is one already");
      } else {
        ask(definition).ifPresent(universe::add);
      }
    }
    return new TreeSet<>(universe);
  }

  /** Returns the best set found. */
  Set<PlannedIndex> run(List<Set<IndexDefinition>> candidatesByStatement) {
    for (int s : byWeight()) {
      if (expired.getAsBoolean()) {
        break;
      }
      peel(s, candidatesByStatement.get(s));
    }
    if (allowance.isLimited()) {
      slimVariants();
    }
    objective.begin();
    for (int s = 0; s < costs.size() && !expired.getAsBoolean(); s++) {
      compare(s);
    }
    objective.explored(universe);
    Set<PlannedIndex> chosen = grown();
    relatives(chosen);
    chosen = polish(chosen);
    return allowance.isLimited() ? regrown(chosen) : chosen;
  }

  /**
   * What one index gives free may be worth more to others, of another table even. So each is barred
   * in turn and the rest grows again into its room; the best set counts, until none is better.
   */
  private Set<PlannedIndex> regrown(Set<PlannedIndex> polished) {
    Set<PlannedIndex> best = polished;
    for (int round = 0; round < POLISH_ROUNDS_MAX; round++) {
      Set<PlannedIndex> better = best;
      for (PlannedIndex index : best) {
        var without = new TreeSet<>(best);
        without.remove(index);
        for (ToDoubleFunction<Move> rank :
            List.<ToDoubleFunction<Move>>of(this::gainPerShare, Move::gain)) {
          if (expired.getAsBoolean()) {
            return better;
          }
          Set<PlannedIndex> rival = grow(without, Set.of(index), rank);
          if (objective.total(rival) < objective.total(better) - objective.threshold(better)) {
            better = rival;
          }
        }
      }
      if (better.equals(best)) {
        break;
      }
      best = polish(better);
    }
    return best;
  }

  private double gainPerShare(Move move) {
    return move.gain() / Math.max(1e-9, allowance.share(move.indexes()));
  }

  /**
   * Under a limit, taking what saves most for what it takes of the limit fills it with small
   * indexes and leaves no room for a big one; taking what saves most does the opposite. The better
   * of both is at least half as good as the best there is (Khuller, Moss and Naor, 1999).
   */
  private Set<PlannedIndex> grown() {
    Set<PlannedIndex> bySaving = grow(Set.of(), Set.of(), Move::gain);
    if (!allowance.isLimited()) {
      return bySaving;
    }
    Set<PlannedIndex> byShare = grow(Set.of(), Set.of(), this::gainPerShare);
    return objective.total(byShare) < objective.total(bySaving) ? byShare : bySaving;
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
    peeling.ofUnlikeBindings(
        statement,
        all,
        (_, used) -> {
          universe.addAll(used);
          if (used.size() > 1) {
            groups.add(used);
          }
        });
  }

  /** Learns how a statement fares with the candidates of all statements, together and alone. */
  private void compare(int statement) {
    double weight = weights.get(statement) * costs.cost(statement, Set.of());
    boolean isSmall = weight < SMALL * objective.threshold(Set.of());
    Set<PlannedIndex> all = new TreeSet<>(universe);
    all.removeIf(index -> !costs.concerns(statement, index));
    if (isSmall) {
      // One plan with all of them together is enough to know what they can save.
      costs.bindings(statement).forEach(binding -> costs.plan(statement, binding, all));
    } else {
      peeling.ofAllBindings(
          statement,
          all,
          (binding, used) -> used.forEach(index -> costs.plan(statement, binding, Set.of(index))));
    }
  }

  private Optional<PlannedIndex> suppose(IndexDefinition definition) {
    return exists(definition) || refuted.contains(definition.toSql())
        ? Optional.empty()
        : ask(definition);
  }

  private boolean exists(IndexDefinition definition) {
    return planner.existing().stream().anyMatch(its -> its.definition().equals(definition));
  }

  private Optional<PlannedIndex> ask(IndexDefinition definition) {
    return switch (planner.suppose(definition)) {
      case Planner.Hypothesis.Supposed(var index) -> Optional.of(index);
      case Planner.Hypothesis.Refused(var it, var why) -> {
        refused.add("%s: %s".formatted(it, why));
        yield Optional.empty();
      }
    };
  }

  /** Adds what could stand for two of the chosen, for an existing one and a chosen, or slimmer. */
  private void relatives(Set<PlannedIndex> chosen) {
    Set<IndexDefinition> found = new LinkedHashSet<>();
    for (PlannedIndex first : chosen) {
      if (!first.definition().include().isEmpty()) {
        found.add(first.definition().including(List.of()));
      }
      for (PlannedIndex second : chosen) {
        merge(first.definition(), second.definition()).ifPresent(found::add);
      }
      for (PlannedIndex existing : planner.existing()) {
        merge(existing.definition(), first.definition()).ifPresent(found::add);
      }
    }
    for (IndexDefinition definition : found.stream().limit(RELATIVES_MAX).toList()) {
      if (expired.getAsBoolean()) {
        return;
      }
      suppose(definition).ifPresent(universe::add);
    }
  }

  /**
   * The planner takes the widest index it is offered, which may not fit; so what is less wide is
   * compared from the beginning.
   */
  private void slimVariants() {
    Set<IndexDefinition> found = new LinkedHashSet<>();
    for (PlannedIndex index : universe) {
      IndexDefinition bare = index.definition().including(List.of());
      found.add(bare);
      if (bare.keys().size() > 1) {
        found.add(
            new IndexDefinition(
                bare.table(),
                bare.method(),
                bare.keys().subList(0, bare.keys().size() - 1),
                List.of(),
                bare.predicate()));
      }
    }
    for (IndexDefinition definition : found.stream().limit(RELATIVES_MAX).toList()) {
      if (!expired.getAsBoolean()) {
        suppose(definition).ifPresent(universe::add);
      }
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

  /** Adds to a set what pays, but not what is barred. */
  private Set<PlannedIndex> grow(
      Set<PlannedIndex> start, Set<PlannedIndex> barred, ToDoubleFunction<Move> rank) {
    Set<PlannedIndex> chosen = new TreeSet<>(start);
    List<Move> moves = new ArrayList<>();
    for (PlannedIndex index : universe) {
      moves.add(new Move(Set.of(index), bound(Set.of(index)), -1));
    }
    groups.forEach(group -> moves.add(new Move(group, bound(group), -1)));
    moves.removeIf(move ->
        chosen.containsAll(move.indexes()) || move.indexes().stream().anyMatch(barred::contains));
    for (int round = 0; !moves.isEmpty() && !expired.getAsBoolean(); round++) {
      double threshold = objective.threshold(chosen);
      Optional<Move> best = best(moves, chosen, rank, round, threshold);
      if (best.isEmpty()) {
        break;
      }
      chosen.addAll(best.get().indexes());
      moves.removeIf(move -> chosen.containsAll(move.indexes()));
    }
    return chosen;
  }

  /** No move saves more than all indexes together do on the statements it concerns. */
  private double bound(Set<PlannedIndex> indexes) {
    double bound = 0;
    for (int s = 0; s < costs.size(); s++) {
      int statement = s;
      if (indexes.stream().anyMatch(index -> costs.concerns(statement, index))) {
        bound += weights.get(s) * (costs.cost(s, Set.of()) - costs.cost(s, universe));
      }
    }
    return bound;
  }

  /** The best move now; gains known from an earlier round are upper bounds. */
  private Optional<Move> best(
      List<Move> moves,
      Set<PlannedIndex> chosen,
      ToDoubleFunction<Move> rank,
      int round,
      double threshold) {
    moves.removeIf(move -> move.gain() < threshold);
    for (int evaluated = 0; evaluated <= 2 * moves.size(); evaluated++) {
      moves.sort(Comparator.comparingDouble(rank).reversed());
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
      moves.set(first, new Move(top.indexes(), objective.gain(chosen, top.indexes()), round));
      if (expired.getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private int firstThatFits(List<Move> moves, Set<PlannedIndex> chosen) {
    for (int i = 0; i < moves.size(); i++) {
      var with = new TreeSet<>(chosen);
      with.addAll(moves.get(i).indexes());
      if (allowance.fits(with)) {
        return i;
      }
    }
    return -1;
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
              && isVariant(rival, top);
      if (isCandidate && !expired.getAsBoolean()) {
        double gain =
            rival.round() == round ? rival.gain() : objective.gain(chosen, rival.indexes());
        if (gain >= ALMOST_AS_GOOD * top.gain()) {
          best = new Move(rival.indexes(), gain, round);
        }
      }
    }
    return best;
  }

  /** Single indexes on the same table that begin with the same key. */
  private static boolean isVariant(Move first, Move second) {
    return first.indexes().size() == 1
        && second.indexes().size() == 1
        && beginsAlike(first.indexes().iterator().next(), second.indexes().iterator().next());
  }

  private static boolean beginsAlike(PlannedIndex first, PlannedIndex second) {
    IndexDefinition one = first.definition();
    IndexDefinition other = second.definition();
    return one.table().equals(other.table())
        && one.method().equals(other.method())
        && one.keys().getFirst().isSameValueAs(other.keys().getFirst());
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

  /** The smallest index of the same table that saves almost as much. */
  private Optional<PlannedIndex> slimmer(
      Set<PlannedIndex> without, PlannedIndex index, double worth, double threshold) {
    double allowed = Math.min(SLIM_LOSS_MAX * worth, threshold);
    return universe.stream()
        .filter(other -> !without.contains(other) && other.table().equals(index.table()))
        .filter(other -> isSlimmer(other, index))
        .sorted(Comparator.comparingDouble(other -> -objective.gain(without, Set.of(other))))
        .limit(SLIMMER_MAX)
        .sorted(Comparator.comparingLong(PlannedIndex::bytes))
        .filter(other -> objective.gainsAtLeast(without, other, worth - allowed))
        .findFirst();
  }

  private static boolean isSlimmer(PlannedIndex other, PlannedIndex index) {
    return other.bytes() < index.bytes() * (1 - SLIM_LOSS_MAX) && beginsAlike(other, index);
  }

  private boolean takeOutOrExchange(Set<PlannedIndex> chosen, PlannedIndex index) {
    var without = new TreeSet<>(chosen);
    without.remove(index);
    double threshold = objective.threshold(chosen);
    double worth = objective.plannedGain(without, index);
    if (worth < threshold) {
      chosen.remove(index);
      return true;
    }
    Optional<PlannedIndex> slimmer = slimmer(without, index, worth, threshold);
    if (slimmer.isPresent()) {
      chosen.remove(index);
      chosen.add(slimmer.get());
      return true;
    }
    PlannedIndex best = index;
    double bestGain = worth + threshold;
    for (PlannedIndex other : universe) {
      boolean isRival = !chosen.contains(other) && beginsAlike(other, index);
      if (isRival) {
        var with = new TreeSet<>(without);
        with.add(other);
        double gain =
            allowance.fits(with)
                ? objective.gain(without, Set.of(other))
                : Double.NEGATIVE_INFINITY;
        if (gain > bestGain) {
          best = other;
          bestGain = gain;
        }
      }
    }
    if (best.equals(index)) {
      return false;
    }
    if (!objective.gainsAtLeast(without, best, worth + threshold)) {
      return false;
    }
    chosen.remove(index);
    chosen.add(best);
    return true;
  }
}
