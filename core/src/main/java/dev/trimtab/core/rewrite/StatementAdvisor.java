package dev.trimtab.core.rewrite;

import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.Planner;
import dev.trimtab.core.advice.Planner.Hypothesis;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.Recommendation.CreateIndex;
import dev.trimtab.core.advice.Recommendation.DropIndex;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.Bindings;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks every rule, and the server whether it is right: a rewrite is read by the twin, must be about
 * the same tables and columns with as many parameters as intended, and is planned beside what it
 * replaces, with the recommended indexes in place.
 */
public final class StatementAdvisor {

  /** A rewrite that saves less is not worth a release of the application. */
  private static final double GAIN_MIN = 0.05;

  /** More advice is read by nobody; what is dearest is kept. */
  private static final int ADVICE_MAX = 100;

  /** Lets the server read a statement. */
  public interface Reader {
    QueryShape read(String text) throws PlanningFailedException;
  }

  private final Planner planner;
  private final Reader reader;
  private final Snapshot snapshot;

  public StatementAdvisor(Planner planner, Reader reader, Snapshot snapshot) {
    this.planner = planner;
    this.reader = reader;
    this.snapshot = snapshot;
  }

  /** Returns what to change in statements when these recommendations are followed. */
  public List<StatementAdvice> advise(
      List<AnalyzedStatement> statements, List<Recommendation> recommendations) {
    List<IndexDefinition> created =
        recommendations.stream()
            .filter(CreateIndex.class::isInstance)
            .map(create -> ((CreateIndex) create).definition())
            .toList();
    return advise(statements, created, hidden(recommendations));
  }

  /** Returns what to change in statements when these indexes are there, too. */
  public List<StatementAdvice> advise(
      List<AnalyzedStatement> statements, Collection<IndexDefinition> created) {
    return advise(statements, List.copyOf(created), Set.of());
  }

  private List<StatementAdvice> advise(
      List<AnalyzedStatement> statements, List<IndexDefinition> created, Set<PlannedIndex> hidden) {
    var surroundings = new Surroundings(snapshot, created);
    var proof = new Proof(added(created), hidden);
    return StatementRules.ALL.stream()
        .flatMap(rule -> rule.apply(statements, surroundings).stream())
        .flatMap(proposal -> proof.of(proposal).stream())
        .sorted(Comparator.comparingDouble(Weighed::saved).reversed())
        .limit(ADVICE_MAX)
        .map(Weighed::advice)
        .toList();
  }

  private Set<PlannedIndex> added(List<IndexDefinition> created) {
    return created.stream()
        .map(planner::suppose)
        .filter(Hypothesis.Supposed.class::isInstance)
        .map(supposed -> ((Hypothesis.Supposed) supposed).index())
        .collect(Collectors.toSet());
  }

  private Set<PlannedIndex> hidden(List<Recommendation> recommendations) {
    Set<TableName> dropped =
        recommendations.stream()
            .filter(DropIndex.class::isInstance)
            .map(drop -> drop.table().sibling(drop.index()))
            .collect(Collectors.toSet());
    return planner.existing().stream()
        .filter(index -> dropped.contains(index.definition().table().sibling(index.name())))
        .collect(Collectors.toSet());
  }

  private record Weighed(StatementAdvice advice, double saved) {}

  /** Asks the twin, with one set of indexes. */
  private final class Proof {

    private final Set<PlannedIndex> added;
    private final Set<PlannedIndex> hidden;

    Proof(Set<PlannedIndex> added, Set<PlannedIndex> hidden) {
      this.added = added;
      this.hidden = hidden;
    }

    Optional<Weighed> of(Proposal proposal) {
      try {
        double calls = proposal.statements().stream().mapToDouble(Calls::of).max().orElse(1);
        double now = now(proposal) / calls;
        if (proposal.rewrite().isEmpty()) {
          return Optional.of(new Weighed(advice(proposal, now, OptionalDouble.empty()), 0));
        }
        Rewrite rewrite = proposal.rewrite().get();
        QueryShape shape = reader.read(rewrite.text());
        if (!isAsIntended(shape, proposal, rewrite)) {
          return Optional.empty();
        }
        double then = mean(bindings(proposal.statements().getFirst(), rewrite, shape));
        boolean isWorthIt = !proposal.mustBeCheaper() || then < now * (1 - GAIN_MIN);
        return isWorthIt
            ? Optional.of(
                new Weighed(advice(proposal, now, OptionalDouble.of(then)), (now - then) * calls))
            : Optional.empty();
      } catch (PlanningFailedException e) {
        // The server does not take it, so that it is no rewrite.
        return Optional.empty();
      }
    }

    /** All calls of what is there. */
    private double now(Proposal proposal) throws PlanningFailedException {
      double sum = 0;
      for (AnalyzedStatement statement : proposal.statements()) {
        List<Binding> bindings =
            statement.bindings().stream().map(b -> assumed(b, proposal)).toList();
        sum += mean(bindings) * Calls.of(statement);
      }
      return sum;
    }

    private double mean(List<Binding> bindings) throws PlanningFailedException {
      double sum = 0;
      for (Binding binding : bindings) {
        sum += planner.plan(binding, added, hidden).total();
      }
      return sum / bindings.size();
    }
  }

  private static StatementAdvice advice(Proposal proposal, double now, OptionalDouble then) {
    return new StatementAdvice(
        proposal.kind(),
        proposal.statements().stream().map(AnalyzedStatement::id).toList(),
        proposal.reason(),
        proposal.rewrite().map(Rewrite::text),
        proposal.condition(),
        OptionalDouble.of(now),
        then);
  }

  /** A value drawn for an OFFSET is the first page; what is meant is one further back. */
  private static Binding assumed(Binding binding, Proposal proposal) {
    if (binding.origin() != Binding.Origin.DRAWN || proposal.rewrite().isEmpty()) {
      return binding;
    }
    var values = new ArrayList<>(binding.values());
    proposal
        .rewrite()
        .get()
        .assumed()
        .forEach((number, value) -> values.set(number - 1, Optional.of(value)));
    return new Binding(binding.statementId(), binding.text(), values, binding.origin());
  }

  /** The same values where parameters are the same, and drawn ones where they are new. */
  private List<Binding> bindings(AnalyzedStatement first, Rewrite rewrite, QueryShape shape) {
    Statement old = first.statement();
    var statement =
        new Statement(old.id(), rewrite.text(), old.calls(), Optional.empty(), List.of());
    List<Binding> drawn = new Bindings(snapshot).of(statement, shape);
    boolean isAllNew = rewrite.origins().stream().allMatch(java.util.OptionalInt::isEmpty);
    if (isAllNew || drawn.getFirst().origin() == Binding.Origin.GENERIC) {
      return drawn;
    }
    var result = new ArrayList<Binding>();
    for (int i = 0; i < first.bindings().size(); i++) {
      Binding known = first.bindings().get(i);
      Binding fresh = drawn.get(i % drawn.size());
      var values = new ArrayList<Optional<String>>();
      for (int p = 0; p < rewrite.origins().size(); p++) {
        var origin = rewrite.origins().get(p);
        values.add(
            origin.isPresent() ? known.values().get(origin.getAsInt() - 1) : fresh.values().get(p));
      }
      result.add(new Binding(old.id(), rewrite.text(), values, known.origin()));
    }
    return result;
  }

  private static boolean isAsIntended(QueryShape shape, Proposal proposal, Rewrite rewrite) {
    var allowed = columns(proposal.statements().stream().map(AnalyzedStatement::shape).toList());
    var wanted = new HashSet<>(allowed);
    wanted.removeAll(rewrite.removed());
    allowed.addAll(rewrite.added());
    Set<Identifier> found = columns(List.of(shape));
    Set<TableName> tables =
        tables(proposal.statements().stream().map(AnalyzedStatement::shape).toList());
    return shape.parameters().size() == rewrite.origins().size()
        && tables(List.of(shape)).equals(tables)
        && allowed.containsAll(found)
        && found.containsAll(wanted);
  }

  private static Set<TableName> tables(List<QueryShape> shapes) {
    return shapes.stream()
        .flatMap(shape -> shape.uses().stream())
        .map(use -> use.table())
        .collect(Collectors.toSet());
  }

  private static Set<Identifier> columns(List<QueryShape> shapes) {
    return shapes.stream()
        .flatMap(shape -> shape.uses().stream())
        .flatMap(use -> use.columns().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
