package dev.trimtab.engine;

import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.WriteModel;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left to do after the first turn: the statements that changes were made for, and that
 * still take a good part of the time. The planner thought they were done; measuring knows better.
 */
final class Remainder {

  /** However much was saved, a tenth of what is left is always worth an index. */
  private static final double GAIN_MIN_MAX = 0.1;

  /** Statements with less than this part of the time that is left are done. */
  private static final double SHARE_MIN = 0.02;

  private Remainder() {}

  /** Returns the statements worth another look, with the times just measured; empty if none is. */
  static Optional<Workload> of(Outcome outcome) {
    boolean changed =
        outcome.changes().stream().anyMatch(c -> c.state() == ChangeState.KEPT || isRefuted(c));
    Map<String, AnalyzedStatement> statements = new HashMap<>();
    outcome.findings().understood().forEach(s -> statements.put(s.id(), s));
    double total = outcome.measurements().stream().mapToDouble(Remainder::millis).sum();
    List<Statement> rest =
        outcome.measurements().stream()
            .filter(m -> millis(m) >= SHARE_MIN * total)
            .sorted(Comparator.comparingDouble(m -> -millis(m)))
            .flatMap(m ->
                Optional.ofNullable(statements.get(m.statementId()))
                    .map(its -> remeasured(its.statement(), m))
                    .stream())
            .toList();
    Workload observed = outcome.findings().workload();
    return !changed || rest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Workload(
                "measured", observed.period(), withWriters(rest, outcome.findings()), List.of()));
  }

  /** Whoever writes pays for an index of the second turn as for one of the first. */
  private static List<Statement> withWriters(List<Statement> rest, Findings findings) {
    var all = new ArrayList<>(rest);
    findings.understood().stream()
        .filter(s -> s.shape().command().isWrite())
        .map(AnalyzedStatement::statement)
        .filter(s -> rest.stream().noneMatch(its -> its.id().equals(s.id())))
        .forEach(all::add);
    return all;
  }

  /** Returns what the first turn left of a budget, with the least gain of the second turn. */
  static Budget budget(Outcome outcome, Budget budget) {
    return left(outcome, budget)
        .withGainMin(Math.max(budget.gainMin(), gainMin(outcome, budget.gainMin())));
  }

  /** Returns what is left of a budget. */
  static Budget left(Outcome outcome, Budget budget) {
    Findings findings = outcome.findings();
    List<Evidence> spent = spent(outcome);
    double wal = spent.stream().mapToDouble(e -> e.writeCost().walBytes()).sum();
    double today = new WriteModel(findings.snapshot(), findings.understood()).currentWalBytes();
    double overhead = today > 0 ? wal / today : 0;
    Budget left = budget.less(bytesKept(outcome), spent.size(), overhead);
    // The next look counts what was kept among today's log, and a part of more is more.
    return new Budget(
        left.sizeBytesMax(),
        left.indexesMax(),
        left.writeOverheadMax().map(max -> max / (1 + overhead)),
        left.gainMin());
  }

  /** Returns the bytes of the indexes that the first turn kept. */
  static long bytesKept(Outcome outcome) {
    return spent(outcome).stream().mapToLong(Evidence::sizeBytes).sum();
  }

  private static List<Evidence> spent(Outcome outcome) {
    Set<String> kept = definitions(outcome, c -> c.state() == ChangeState.KEPT);
    return outcome.findings().advice().recommendations().stream()
        .filter(r -> kept.contains(r.applySql()))
        .filter(Recommendation.CreateIndex.class::isInstance)
        .map(Recommendation::evidence)
        .toList();
  }

  /** By the SQL that makes them: a name that is free again may be given to another index. */
  private static Set<String> definitions(Outcome outcome, Predicate<Change> which) {
    return outcome.changes().stream()
        .filter(c -> c.kind() == Change.Kind.CREATE_INDEX)
        .filter(which)
        .map(Change::applySql)
        .collect(Collectors.toSet());
  }

  /**
   * Returns what an index must save in the second turn, as a part of the time that is left: as many
   * seconds as the last index of the first turn had to.
   *
   * @param gainMin the same of the first turn, as a part of the time that there was
   */
  static double gainMin(Outcome outcome, double gainMin) {
    double before = outcome.measurements().stream().mapToDouble(Remainder::millisBefore).sum();
    double left = outcome.measurements().stream().mapToDouble(Remainder::millis).sum();
    return left <= 0 ? gainMin : Math.min(GAIN_MIN_MAX, gainMin * (before + left) / (2 * left));
  }

  private static double millisBefore(Measurement measurement) {
    return measurement.calls() * measurement.before().median();
  }

  /**
   * Returns the definitions of indexes that were built, measured and taken back, here or on a copy.
   *
   * @param known those refuted before
   */
  static Set<String> refuted(Outcome outcome, Set<String> known) {
    return Stream.concat(
            known.stream(), proposed(outcome, definitions(outcome, Remainder::isRefuted)))
        .collect(Collectors.toSet());
  }

  /** Returns the definitions of indexes that were taken back because a statement got slower. */
  static Set<String> slowing(Outcome outcome) {
    return proposed(
            outcome,
            definitions(
                outcome,
                change ->
                    isRefuted(change)
                        && change.outcome().filter(o -> o.startsWith(Tuner.SLOWED)).isPresent()))
        .collect(Collectors.toSet());
  }

  private static Stream<String> proposed(Outcome outcome, Set<String> sql) {
    return outcome.findings().advice().recommendations().stream()
        .filter(r -> sql.contains(r.applySql()))
        .flatMap(r ->
            r instanceof Recommendation.CreateIndex create
                ? Stream.of(create.definition().toSql())
                : Stream.empty());
  }

  static boolean isRefuted(Change change) {
    return switch (change.state()) {
      case ROLLED_BACK -> !Settlement.wasInterrupted(change);
      case REJECTED -> change.outcome().filter(o -> o.startsWith(Rehearsal.REJECTED)).isPresent();
      default -> false;
    };
  }

  private static Statement remeasured(Statement statement, Measurement measurement) {
    return new Statement(
        statement.id(),
        statement.text(),
        statement.calls(),
        Optional.of(Duration.ofNanos(Math.round(millis(measurement) * 1e6))),
        statement.samples());
  }

  private static double millis(Measurement measurement) {
    return measurement.calls() * measurement.after().median();
  }

  /** Returns both turns as one: all advice, all changes, first and last times. */
  static Outcome join(Outcome first, Outcome second) {
    var changes = new ArrayList<Change>(first.changes());
    changes.addAll(second.changes());
    Map<String, Measurement> later = new LinkedHashMap<>();
    second.measurements().forEach(m -> later.put(m.statementId(), m));
    Map<String, Measurement> measurements = new LinkedHashMap<>(later);
    for (Measurement m : first.measurements()) {
      Timing after = later.getOrDefault(m.statementId(), m).after();
      measurements.put(
          m.statementId(), new Measurement(m.statementId(), m.calls(), m.before(), after));
    }
    var stopped = new ArrayList<String>(first.stopped());
    stopped.addAll(second.stopped());
    return new Outcome(
        first.findings().followedBy(second.findings()),
        changes,
        List.copyOf(measurements.values()),
        stopped);
  }
}
