package dev.trimtab.engine;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.watch.Counters;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Alternation;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.DiskBudget;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.journal.Baselines;
import dev.trimtab.postgres.journal.Journal;
import dev.trimtab.postgres.journal.PlanJournal;
import dev.trimtab.postgres.observe.StatementCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries recommendations out, one at a time: journal, apply, measure, keep or roll back.
 *
 * <p>What a change touches is measured right before it and right after it. A statement that several
 * changes touch is measured once between two of them. A change that slows a statement beyond its
 * budget is rolled back at once. One that shows no gain by itself may be half of a pair, so it is
 * decided on at the end: kept if a statement that got faster is planned with it, else rolled back.
 */
final class Tuner {

  /** How the outcome of a change begins that made a statement slower. */
  static final String SLOWED = "rolled back: it took";

  private final EngineOptions options;
  private final EngineListener listener;
  private final Journal journal;
  private final Applier applier;
  private final Settlement settlement;
  private final Timings timings;
  private final Map<String, String> labels = new HashMap<>();
  private final Baselines baselines;
  private final PlanJournal plans;
  private Optional<DiskBudget> diskLeft;

  Tuner(
      EngineOptions options, EngineListener listener, Connection changes, Connection measurements) {
    this.options = options;
    this.listener = listener;
    this.journal = new Journal(changes);
    this.baselines = new Baselines(changes);
    this.plans = new PlanJournal(changes);
    this.applier = Engine.applier(changes, options, listener);
    this.settlement =
        new Settlement(
            journal,
            applier,
            listener,
            options.storedCounts() ? Settlement.Counts.FINISH : Settlement.Counts.TAKE_BACK);
    this.diskLeft = options.diskBudget();
    this.timings =
        new Timings(
            new Verifier(new TargetSession(measurements), options.measuring(), System::nanoTime),
            new Alternation(measurements, Alternation.Limits.STANDARD, System::nanoTime),
            options.regressionBudget());
  }

  /** A change that was applied and neither helped nor hurt by itself. */
  private record Undecided(Change change, List<Probe> probes) {}

  Outcome run(Findings findings) {
    return run(findings, Map.of(), Refutation.IS_PASSED_OVER);
  }

  /** What a refuted index means for those chosen together with it. */
  enum Refutation {
    /** They are tried all the same. */
    IS_PASSED_OVER,
    /** Where room is limited they are not: without it, others would have been chosen. */
    CUTS_SHORT
  }

  /**
   * Carries findings out.
   *
   * @param refused what was proposed, too, and is only entered as rejected, and why
   */
  Outcome run(Findings findings, Map<Recommendation, String> refused, Refutation refutation) {
    // Stored counts come after all indexes, which they need, and only when asked for.
    List<Recommendation> recommendations =
        findings.advice().recommendations().stream()
            .filter(r -> !(r instanceof Recommendation.StoredCount))
            .toList();
    var stopped = new ArrayList<String>();
    if (recommendations.isEmpty() && refused.isEmpty()) {
      return new Outcome(findings, List.of(), List.of(), stopped);
    }
    applier.begin();
    try {
      journal.create();
      Resumption resumption = settlement.all();
      if (!resumption.isComplete()) {
        throw Engine.notSettled(resumption);
      }
      baselines.keep(options.target().map(Tuner::counters).orElse(Map.of()));
      Map<String, AnalyzedStatement> statements = new LinkedHashMap<>();
      findings
          .understood()
          .forEach(s -> {
            statements.put(s.id(), s);
            labels.put(s.id(), s.statement().label());
          });
      var run = new Run(findings, statements, new LinkedHashMap<>(), new ArrayList<>(), stopped);
      refused.forEach((recommendation, why) ->
          run.note(journal.moveTo(propose(recommendation), ChangeState.REJECTED, why)));
      boolean isCutShort = false;
      int done = 0;
      for (Recommendation recommendation : recommendations) {
        listener.progress(what(recommendation), done++, recommendations.size());
        Step step = carryOut(recommendation, run);
        isCutShort = step == Step.REFUTES && cutsShort(recommendation, refutation);
        if (step == Step.ENDS || isCutShort) {
          break;
        }
      }
      decideAll(run, isCutShort);
      return new Outcome(
          findings,
          run.changes().keySet().stream().flatMap(id -> journal.find(id).stream()).toList(),
          timings.overall(statements.values()),
          stopped,
          isCutShort);
    } finally {
      applier.end();
    }
  }

  /** What a run has done so far. */
  private record Run(
      Findings findings,
      Map<String, AnalyzedStatement> statements,
      Map<Long, Change> changes,
      List<Undecided> undecided,
      List<String> stopped) {

    void note(Change change) {
      changes.put(change.id(), change);
    }
  }

  /** What becomes of the rest after a recommendation. */
  private enum Step {
    GOES_ON,
    /** It was measured and taken back. */
    REFUTES,
    ENDS
  }

  private boolean cutsShort(Recommendation recommendation, Refutation refutation) {
    return refutation == Refutation.CUTS_SHORT
        && recommendation instanceof Recommendation.CreateIndex
        && options.budget().isTight();
  }

  private Step carryOut(Recommendation recommendation, Run run) {
    if (recommendation instanceof Recommendation.DropIndex drop) {
      // What stands for an index that goes must be certain to stay.
      decideAll(run, false);
      Optional<String> needed = stillNeeded(drop, run.findings(), run.changes().values());
      if (needed.isPresent()) {
        run.note(journal.moveTo(propose(drop), ChangeState.REJECTED, needed.get()));
        return Step.GOES_ON;
      }
    }
    try {
      Change change = one(recommendation, run.statements(), run.undecided());
      run.note(change);
      return change.state() == ChangeState.ROLLED_BACK ? Step.REFUTES : Step.GOES_ON;
    } catch (TrimtabException e) {
      Resumption abandoned = abandon(run.undecided(), e);
      abandoned.settled().forEach(s -> run.note(s.change()));
      run.stopped().add(e.getMessage());
      run.stopped().addAll(abandoned.failures());
      return endsTheRun(e) || !abandoned.isComplete() ? Step.ENDS : Step.GOES_ON;
    }
  }

  /** What watching will compare with; without counters nothing can be watched later. */
  private static Map<String, Counters> counters(Target target) {
    try (Connection connection = target.open()) {
      return StatementCounters.read(connection).counters();
    } catch (SQLException | TrimtabException e) {
      return Map.of();
    }
  }

  /** Without a connection nothing can be settled now; whoever comes next does it. */
  private Resumption abandon(List<Undecided> undecided, TrimtabException e) {
    if (e.code() == ErrorCode.CONNECTION_LOST) {
      throw e;
    }
    Set<Long> waiting = undecided.stream().map(u -> u.change().id()).collect(Collectors.toSet());
    return settlement.abandon(waiting, String.valueOf(e.getMessage()));
  }

  /** One that cannot be taken back now is settled by whoever comes next; the others are decided. */
  private void decideAll(Run run, boolean isCutShort) {
    for (Undecided change : run.undecided()) {
      try {
        run.note(decide(change, isCutShort));
      } catch (TrimtabException e) {
        if (e.code() == ErrorCode.CONNECTION_LOST) {
          throw e;
        }
        run.stopped().add(e.getMessage());
      }
    }
    run.undecided().clear();
  }

  /**
   * Why an index may not go after all: the index that would stand for it was not kept, or without
   * those that were not kept a statement uses it.
   */
  private Optional<String> stillNeeded(
      Recommendation.DropIndex drop, Findings findings, Collection<Change> changes) {
    Set<TableName> gone =
        changes.stream()
            .filter(c -> c.state() != ChangeState.KEPT || c.kind() == Change.Kind.DROP_INDEX)
            .map(c -> c.table().sibling(c.index()))
            .collect(Collectors.toSet());
    return switch (drop.cause()) {
      case INVALID -> Optional.empty();
      case REDUNDANT -> {
        var existing =
            findings.snapshot().findTable(drop.table()).stream()
                .flatMap(table -> table.indexes().stream())
                .filter(index -> index.valid() && !index.name().equals(drop.index()))
                .filter(index -> !gone.contains(index.qualifiedName()))
                .map(Index::definition);
        var built =
            findings.advice().recommendations().stream()
                .filter(r -> r instanceof Recommendation.CreateIndex)
                .filter(r -> isKept(r, changes))
                .map(r -> ((Recommendation.CreateIndex) r).definition());
        yield Stream.concat(existing, built).anyMatch(drop.definition()::isCoveredBy)
            ? Optional.empty()
            : Optional.of("rejected: the index that was to stand for it was not kept");
      }
      case UNUSED -> {
        Map<String, AnalyzedStatement> statements = new LinkedHashMap<>();
        findings.understood().forEach(s -> statements.put(s.id(), s));
        yield timings
            .replan(probes(drop, statements.values()))
            .userOf(drop.index(), _ -> true)
            .map(id -> "rejected: it is used after all: " + labels.getOrDefault(id, id));
      }
    };
  }

  private static boolean isKept(Recommendation recommendation, Collection<Change> changes) {
    return changes.stream()
        .anyMatch(c ->
            c.state() == ChangeState.KEPT
                && c.table().equals(recommendation.table())
                && c.index().equals(recommendation.index()));
  }

  /** A small index may fit where a big one did not, and one refused says nothing of the next. */
  private static boolean endsTheRun(TrimtabException e) {
    return switch (e.code().kind()) {
      case TRANSIENT -> false;
      case DATABASE -> e.code() == ErrorCode.DISK_FULL;
      case SETUP ->
          e.code() != ErrorCode.DISK_BUDGET_EXCEEDED && e.code() != ErrorCode.EXTENSION_MISSING;
      case BUG -> true;
    };
  }

  /** Returns the applier, which cancels a build that takes more disk than is left. */
  private Applier applierWithin(Optional<DiskBudget> budget) {
    return Engine.watch(options, listener)
        .map(watch -> applier.watchedBy(watch.within(watch.limits().within(budget))))
        .orElse(applier);
  }

  private List<Probe> probes(
      Recommendation recommendation, Collection<AnalyzedStatement> statements) {
    return Probes.of(recommendation, statements, options.regressionBudget().shareMin());
  }

  private static String what(Recommendation recommendation) {
    return switch (recommendation) {
      case Recommendation.CreateIndex create -> "building " + create.index();
      case Recommendation.DropIndex drop -> "dropping " + drop.index();
      case Recommendation.StoredCount count -> "storing " + count.column();
    };
  }

  private Change one(
      Recommendation recommendation,
      Map<String, AnalyzedStatement> statements,
      List<Undecided> undecided) {
    List<Probe> probes = probes(recommendation, statements.values());
    timings.before(probes);
    Change change = propose(recommendation);
    long bytes = recommendation.evidence().sizeBytes();
    if (diskLeft.isPresent()) {
      diskLeft.get().check(change, bytes);
    }
    applier.check(change);
    change = journal.moveTo(change, ChangeState.PROVEN, "the twin's planner would use it");
    change = journal.moveTo(change, ChangeState.APPLYING, "started");
    applierWithin(diskLeft).apply(change);
    Change.Kind kind = change.kind();
    diskLeft = diskLeft.map(left -> left.less(kind, bytes));
    change = journal.moveTo(change, ChangeState.VERIFYING, "applied; measuring");
    double workload = Probes.workloadMillis(statements.values());
    Optional<TableName> built =
        Optional.of(change.table().sibling(change.index()))
            .filter(_ -> kind == Change.Kind.CREATE_INDEX);
    Timings.Trial trial = timings.after(probes, built, workload);
    if (trial.verdict() instanceof Verdict.Regresses) {
      // A busy moment of the machine looks the same; it does not come twice.
      trial = timings.after(probes, built, workload);
    }
    journal.record(change, trial.measurements());
    plans.keep(change, trial.plans());
    if (!(trial.verdict() instanceof Verdict.Regresses)) {
      timings.accept(trial);
    }
    return switch (trial.verdict()) {
      case Verdict.Improves(double share, _, _) ->
          journal.moveTo(
              change,
              ChangeState.KEPT,
              "kept: the statements it touches take %.0f %% less time".formatted(100 * share));
      case Verdict.Regresses(var id, double slowdown, _) ->
          rollBack(
              change,
              probes,
              (SLOWED + " %.2f times as long: %s")
                  .formatted(slowdown, labels.getOrDefault(id, id)));
      case Verdict.Inconclusive _ -> {
        undecided.add(new Undecided(change, probes));
        yield change;
      }
    };
  }

  private Change propose(Recommendation recommendation) {
    var effects = recommendation.evidence().helped();
    double before = effects.stream().mapToDouble(e -> e.calls() * e.costBefore()).sum();
    double after = effects.stream().mapToDouble(e -> e.calls() * e.costAfter()).sum();
    return journal.propose(
        switch (recommendation) {
          case Recommendation.CreateIndex _ -> Change.Kind.CREATE_INDEX;
          case Recommendation.DropIndex _ -> Change.Kind.DROP_INDEX;
          case Recommendation.StoredCount _ -> Change.Kind.STORED_COUNT;
        },
        recommendation.table(),
        recommendation.index(),
        recommendation.applySql(),
        recommendation.undoSql(),
        recommendation.reason(),
        before > 0 ? after / before : 1);
  }

  private Change rollBack(Change change, List<Probe> probes, String why) {
    Change rolledBack = settlement.rollBack(change, why);
    timings.replan(probes);
    return rolledBack;
  }

  /** At the end: does a statement that got faster use it? */
  private Change decide(Undecided undecided, boolean isCutShort) {
    Change change = undecided.change();
    if (change.kind() == Change.Kind.DROP_INDEX) {
      return journal.moveTo(
          change, ChangeState.KEPT, "kept: no statement got slower without the index");
    }
    Optional<String> user =
        timings.replan(undecided.probes()).userOf(change.index(), timings::isImproved);
    if (user.isPresent()) {
      return journal.moveTo(
          change,
          ChangeState.KEPT,
          "kept: with the other changes, this is faster and uses it: %s"
              .formatted(labels.getOrDefault(user.get(), user.get())));
    }
    // Its other half may not have been tried, so nothing is held against it.
    return isCutShort
        ? settlement.setAside(change)
        : rollBack(change, List.of(), "rolled back: no statement got measurably faster with it");
  }
}
