package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that is rendered: what was found and, where something was done, what became of it. Statements
 * in it hold no values.
 *
 * @param subject which database, for a reader; no password
 * @param at when
 * @param changes what was tried; empty when nothing was to be
 * @param measurements statements measured before the first change and after the last
 * @param stopped why the rest was not tried
 * @param measured the whole workload before and after, where somebody ran it
 */
public record Report(
    String subject,
    Instant at,
    Findings findings,
    List<Change> changes,
    List<Measurement> measurements,
    List<String> stopped,
    Optional<BeforeAfter> measured) {

  public Report {
    findings = WithoutValues.of(findings);
    changes = List.copyOf(changes);
    measurements =
        measurements.stream()
            .sorted(
                Comparator.comparingDouble((Measurement m) -> m.calls() * m.before().median())
                    .reversed()
                    .thenComparing(Measurement::statementId))
            .toList();
    stopped = List.copyOf(stopped);
  }

  /** Advice, and nothing done about it. */
  public static Report of(String subject, Instant at, Findings findings) {
    return new Report(subject, at, findings, List.of(), List.of(), List.of(), Optional.empty());
  }

  /** Advice, and what became of it. */
  public static Report of(String subject, Instant at, Outcome outcome) {
    return new Report(
        subject,
        at,
        outcome.findings(),
        outcome.changes(),
        outcome.measurements(),
        outcome.stopped(),
        Optional.empty());
  }

  /** Returns the same with a workload measured as a whole. */
  public Report with(BeforeAfter workload) {
    return new Report(subject, at, findings, changes, measurements, stopped, Optional.of(workload));
  }

  List<Recommendation> recommendations() {
    return findings.advice().recommendations();
  }

  /**
   * Returns what to say when nothing is recommended. That no index pays is one reason only; the
   * others leave something to do, and it is said what.
   */
  String nothingToChange() {
    int known = findings.workload().statements().size();
    if (known == 0) {
      return "No statement is known, so no new index can be judged: name files with --workload (.sql,"
          + " or a server log), or let pg_stat_statements gather some.";
    }
    if (findings.advice().plans() == 0) {
      return "None of the %s reads or writes a table that is known here."
          .formatted(Words.plural(known, "statement"));
    }
    return findings.advice().isComplete()
        ? "Nothing to change: no index would pay for itself."
        : "Nothing was found in the time; give more with --time-limit.";
  }

  /** Returns whether that is good news. */
  boolean isNothingToChange() {
    return findings.advice().plans() > 0 && findings.advice().isComplete();
  }

  /** Returns everything a reader should know beside the recommendations, most urgent first. */
  List<String> notes() {
    var notes = new ArrayList<String>(stopped);
    notes.addAll(findings.advice().notes());
    notes.addAll(findings.snapshot().gaps());
    notes.addAll(findings.notUnderstood());
    notes.addAll(findings.workload().skipped());
    notes.addAll(findings.twinGaps());
    anotherPlanner().ifPresent(notes::add);
    return notes;
  }

  /** Planners of different majors differ in what they can do; the target's own can be had. */
  private Optional<String> anotherPlanner() {
    var agreement = findings.agreement();
    int major = findings.snapshot().server().major();
    boolean isAnother = !findings.twinVersion().startsWith(major + ".");
    return isAnother && agreement.samePlan() < agreement.compared()
        ? Optional.of(
            "The twin is PostgreSQL %s, the database %d; with --twin-home and a PostgreSQL %d its plans"
                    .formatted(findings.twinVersion(), major, major)
                + " come nearer.")
        : Optional.empty();
  }

  boolean wasApplied() {
    return !changes.isEmpty() || !stopped.isEmpty();
  }

  /** Returns what became of a recommendation, if it was tried. */
  Optional<Change> changeOf(Recommendation recommendation) {
    return changes.stream()
        .filter(change ->
            change.index().equals(recommendation.index())
                && change.table().equals(recommendation.table())
                && change.kind() == kind(recommendation))
        .findFirst();
  }

  private static Change.Kind kind(Recommendation recommendation) {
    return switch (recommendation) {
      case Recommendation.CreateIndex _ -> Change.Kind.CREATE_INDEX;
      case Recommendation.DropIndex _ -> Change.Kind.DROP_INDEX;
      case Recommendation.StoredCount _ -> Change.Kind.STORED_COUNT;
    };
  }

  /** Returns whether there is something to change that needs no change of the application. */
  public boolean hasChanges() {
    return recommendations().stream()
        .anyMatch(recommendation -> !(recommendation instanceof Recommendation.StoredCount));
  }

  /** Returns changes that came from what was measured, and not from the recommendations. */
  List<Change> laterChanges() {
    var known =
        recommendations().stream()
            .flatMap(recommendation -> changeOf(recommendation).stream())
            .collect(Collectors.toSet());
    return changes.stream().filter(change -> !known.contains(change)).toList();
  }

  List<Change> changes(ChangeState state) {
    return changes.stream().filter(change -> change.state() == state).toList();
  }

  /** Returns whether workload costs are milliseconds; else they are planner units. */
  boolean hasTimes() {
    return findings.workload().statements().stream().anyMatch(s -> s.time().isPresent());
  }

  /** Returns a workload cost with its unit. */
  String cost(double cost) {
    return hasTimes() ? Numbers.time(cost) : Numbers.digits(cost) + " units";
  }

  /**
   * Returns what the indexes take in all, less what dropped ones give back: those that were kept,
   * or those that are recommended where nothing was done.
   */
  double sizeBytes() {
    return recommendations().stream()
        .filter(recommendation -> !wasApplied() || isKept(recommendation))
        .mapToDouble(recommendation ->
            switch (recommendation) {
              case Recommendation.CreateIndex create -> create.evidence().sizeBytes();
              case Recommendation.DropIndex drop -> -drop.evidence().sizeBytes();
              case Recommendation.StoredCount _ -> 0;
            })
        .sum();
  }

  private boolean isKept(Recommendation recommendation) {
    return changeOf(recommendation)
        .filter(change -> change.state() == ChangeState.KEPT)
        .isPresent();
  }

  /** Returns the texts of the statements by their id. */
  Map<String, String> texts() {
    return findings.workload().statements().stream()
        .collect(Collectors.toMap(Statement::id, Statement::text, (first, _) -> first));
  }

  /** Returns the statements that cost most, weighted by calls, dearest first. */
  List<StatementEffect> dearest(int limit) {
    return findings.advice().statements().stream()
        .sorted(
            Comparator.comparingDouble(
                    (StatementEffect effect) -> effect.calls() * effect.costBefore())
                .reversed()
                .thenComparing(StatementEffect::statementId))
        .limit(limit)
        .toList();
  }
}
