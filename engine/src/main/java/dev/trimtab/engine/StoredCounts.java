package dev.trimtab.engine;

import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Comparison;
import dev.trimtab.core.proof.Judgement;
import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.journal.Journal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Stores the counts that were recommended, after all indexes: journal, apply, compare with a full
 * count, measure, keep or roll back.
 *
 * <p>The application still asks the old statement, so that is what is measured beside the new one,
 * in turn and with the same parameters. Those who write to the child pay, and are measured before
 * and after; the old count, which does the same as ever, tells how the machine's mood changed.
 *
 * <p>A count whose making was interrupted is finished first: its script can be run again.
 */
final class StoredCounts {

  private static final String REWRITTEN = " (stored)";

  private final EngineOptions options;
  private final EngineListener listener;
  private final Journal journal;
  private final Applier applier;
  private final Settlement settlement;
  private final Verifier verifier;

  StoredCounts(
      EngineOptions options, EngineListener listener, Connection changes, Connection measurements) {
    this.options = options;
    this.listener = listener;
    this.journal = new Journal(changes);
    this.applier = Engine.applier(changes, options, listener);
    this.settlement = new Settlement(journal, applier, listener, Settlement.Counts.FINISH);
    this.verifier =
        new Verifier(new TargetSession(measurements), options.measuring(), System::nanoTime);
  }

  /** Returns the outcome with what became of the stored counts after all else. */
  Outcome run(Outcome before) {
    List<StoredCount> counts =
        before.findings().advice().recommendations().stream()
            .filter(StoredCount.class::isInstance)
            .map(StoredCount.class::cast)
            .toList();
    var changes = new LinkedHashMap<Long, Change>();
    var stopped = new ArrayList<>(before.stopped());
    applier.begin();
    try {
      journal.create();
      Resumption resumption = settlement.all();
      resumption.settled().forEach(s -> changes.put(s.change().id(), s.change()));
      if (!resumption.isComplete()) {
        throw Engine.notSettled(resumption);
      }
      for (StoredCount count : counts) {
        listener.progress("storing " + count.column(), changes.size(), counts.size());
        tried(() -> one(count, before.findings()), changes, stopped);
      }
    } finally {
      applier.end();
    }
    var all = new ArrayList<>(before.changes());
    all.addAll(changes.values());
    return new Outcome(before.findings(), all, before.measurements(), stopped);
  }

  /** One step, and what to do when it fails: whatever was begun is taken back. */
  private void tried(
      java.util.function.Supplier<Change> step, Map<Long, Change> changes, List<String> stopped) {
    try {
      Change change = step.get();
      changes.put(change.id(), change);
    } catch (TrimtabException e) {
      if (e.code() == ErrorCode.CONNECTION_LOST) {
        throw e;
      }
      stopped.add(String.valueOf(e.getMessage()));
      Resumption abandoned = settlement.abandon(Set.of(), String.valueOf(e.getMessage()));
      abandoned.settled().forEach(s -> changes.put(s.change().id(), s.change()));
      stopped.addAll(abandoned.failures());
    }
  }

  private Change one(StoredCount count, Findings findings) {
    Map<String, AnalyzedStatement> statements = new HashMap<>();
    findings.understood().forEach(s -> statements.put(s.id(), s));
    List<Probe> old = probes(count.evidence().helped(), statements);
    List<Probe> writers = probes(count.evidence().slowed(), statements);
    var both = new ArrayList<>(old);
    both.addAll(writers);
    Change change = propose(count);
    applier.check(change);
    change = journal.moveTo(change, ChangeState.PROVEN, "it can be kept right");
    Map<String, Runs> before = verifier.measure(both);
    change = journal.moveTo(change, ChangeState.APPLYING, "started");
    applier.apply(change);
    change = journal.moveTo(change, ChangeState.VERIFYING, "equal to a full count; measuring");
    both.addAll(old.stream().map(probe -> rewritten(probe, count)).toList());
    // A session plans the function's statements anew for its first five calls; the application's
    // sessions are long past that.
    verifier.measure(writers);
    Map<String, Runs> after = verifier.measure(both);
    // What is measured in turn with its counterpart needs no correction.
    double drift = Judgement.drift(changed(old, before, after, 1));
    var all = new ArrayList<>(gains(old, after));
    all.addAll(changed(writers, before, after, drift));
    return decided(change, count, all, millis(findings));
  }

  private Change propose(StoredCount count) {
    double before =
        count.evidence().helped().stream().mapToDouble(e -> e.calls() * e.costBefore()).sum();
    double after =
        count.evidence().helped().stream().mapToDouble(e -> e.calls() * e.costAfter()).sum();
    return journal.propose(
        Change.Kind.STORED_COUNT,
        count.table(),
        count.column(),
        count.applySql(),
        count.undoSql(),
        count.reason(),
        before > 0 ? after / before : 1);
  }

  private Change decided(
      Change change, StoredCount count, List<Comparison> comparisons, double workloadMillis) {
    journal.record(change, comparisons.stream().map(Comparison::measurement).toList());
    Verdict verdict = Judgement.of(comparisons, options.regressionBudget(), workloadMillis);
    return switch (verdict) {
      case Verdict.Improves(double share, _, _) ->
          journal.moveTo(
              change,
              ChangeState.KEPT,
              "kept: equal to a full count; reading it instead of counting saves %.0f %% of the time, writers included, once the application asks: %s"
                  .formatted(100 * share, count.rewritten()));
      case Verdict.Regresses(var id, double slowdown, _) ->
          settlement.rollBack(
              change, "rolled back: it took %.2f times as long: %s".formatted(slowdown, id));
      case Verdict.Inconclusive(var missing) ->
          settlement.rollBack(change, "rolled back: no measurable gain; " + missing);
    };
  }

  private static List<Probe> probes(
      List<StatementEffect> effects, Map<String, AnalyzedStatement> statements) {
    return effects.stream()
        .map(effect -> statements.get(effect.statementId()))
        .filter(Objects::nonNull)
        .map(Probes::of)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Probe rewritten(Probe probe, StoredCount count) {
    List<Binding> bindings =
        probe.bindings().stream()
            .map(b -> new Binding(b.statementId(), count.rewritten(), b.values(), b.origin()))
            .toList();
    return new Probe(probe.statementId() + REWRITTEN, probe.calls(), bindings, false);
  }

  /** The old statement and the new one, of the same rounds. */
  private static List<Comparison> gains(List<Probe> old, Map<String, Runs> now) {
    var result = new ArrayList<Comparison>();
    for (Probe probe : old) {
      Runs counting = now.get(probe.statementId());
      Runs reading = now.get(probe.statementId() + REWRITTEN);
      if (counting != null && reading != null) {
        result.add(Comparison.inTurns(probe.statementId(), probe.calls(), counting, reading));
      }
    }
    return result;
  }

  private static List<Comparison> changed(
      List<Probe> probes, Map<String, Runs> before, Map<String, Runs> after, double drift) {
    var result = new ArrayList<Comparison>();
    for (Probe probe : probes) {
      Runs then = before.get(probe.statementId());
      Runs now = after.get(probe.statementId());
      if (then != null && now != null) {
        result.add(new Comparison(probe.statementId(), probe.calls(), then, now, drift));
      }
    }
    return result;
  }

  private static double millis(Findings findings) {
    return findings.understood().stream()
        .mapToDouble(s -> s.statement().time().map(t -> t.toNanos() / 1e6).orElse(0.0))
        .sum();
  }
}
