package dev.trimtab.engine;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Judgement;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.BuildProgress;
import dev.trimtab.postgres.apply.DiskBudget;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.journal.Journal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries recommendations out, one at a time: journal, apply, measure, keep or roll back.
 *
 * <p>What a change touches is measured right before it and right after it. A statement that several
 * changes touch is measured once between two of them. A change that slows a statement beyond its
 * budget is rolled back at once. One that shows no gain by itself may be half of a pair, so it is
 * decided on at the end: kept if a statement that got faster is planned with it, else rolled back.
 */
final class Tuner {

  /** Of all parameter values of a statement, so many are run. */
  private static final int BINDINGS_MAX = 2;

  /** So many untouched statements are measured beside the touched ones. */
  private static final int CONTROLS_MAX = 3;

  private final EngineOptions options;
  private final EngineListener listener;
  private final Journal journal;
  private final Applier applier;
  private final Verifier verifier;
  private final Map<String, Timing> latest = new HashMap<>();
  private final Map<String, Timing> first = new HashMap<>();
  private final Map<String, Timing> measuredNow = new HashMap<>();
  private final Map<String, List<String>> latestShapes = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private Optional<DiskBudget> diskLeft;

  Tuner(
      EngineOptions options, EngineListener listener, Connection changes, Connection measurements) {
    this.options = options;
    this.listener = listener;
    this.journal = new Journal(changes);
    this.applier = watched(Engine.applier(changes, options));
    this.diskLeft = options.diskBudget();
    this.verifier =
        new Verifier(new TargetSession(measurements), options.measuring(), System::nanoTime);
  }

  /** A change that was applied and neither helped nor hurt by itself. */
  private record Undecided(Change change, List<Probe> probes) {}

  Outcome run(Findings findings) {
    // Stored counts come after all indexes, which they need, and only when asked for.
    List<Recommendation> recommendations =
        findings.advice().recommendations().stream()
            .filter(r -> !(r instanceof Recommendation.StoredCount))
            .toList();
    var stopped = new ArrayList<String>();
    if (recommendations.isEmpty()) {
      return new Outcome(findings, List.of(), List.of(), stopped);
    }
    applier.begin();
    try {
      journal.create();
      Map<String, AnalyzedStatement> statements = new LinkedHashMap<>();
      findings
          .understood()
          .forEach(s -> {
            statements.put(s.id(), s);
            labels.put(s.id(), s.statement().label());
          });
      var changes = new LinkedHashMap<Long, Change>();
      var undecided = new ArrayList<Undecided>();
      int done = 0;
      for (Recommendation recommendation : recommendations) {
        listener.progress(what(recommendation), done++, recommendations.size());
        try {
          Change change = one(recommendation, statements, undecided);
          changes.put(change.id(), change);
        } catch (TrimtabException e) {
          stopped.add(e.getMessage());
          journal.unfinished().forEach(c -> changes.put(c.id(), abandoned(c, e)));
          if (endsTheRun(e)) {
            break;
          }
        }
      }
      for (Undecided change : undecided) {
        Change decided = decide(change);
        changes.put(decided.id(), decided);
      }
      return new Outcome(
          findings,
          changes.keySet().stream().flatMap(id -> journal.find(id).stream()).toList(),
          overall(statements),
          stopped);
    } finally {
      applier.end();
    }
  }

  /** A small index may fit where a big one did not, and one refused says nothing of the next. */
  private static boolean endsTheRun(TrimtabException e) {
    return switch (e.code().kind()) {
      case TRANSIENT -> false;
      case DATABASE -> e.code() == ErrorCode.DISK_FULL;
      case SETUP -> e.code() != ErrorCode.DISK_BUDGET_EXCEEDED;
      case BUG -> true;
    };
  }

  /** Tells how far a build is, where there is a session to spare for looking. */
  private Applier watched(Applier plain) {
    return options
        .target()
        .map(target ->
            plain.watchedBy(
                new BuildProgress.Watch(
                    target::open,
                    step -> listener.progress(told(step), step.done(), step.total()),
                    duration -> Thread.sleep(duration.toMillis()))))
        .orElse(plain);
  }

  private static String told(BuildProgress.Step step) {
    return step.phase()
        + step.waitingFor()
            .map(" (waiting for the transaction of process %d)"::formatted)
            .orElse("");
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
    List<Probe> probes = probes(recommendation, statements);
    measureFirst(probes);
    Change change = propose(recommendation);
    long bytes = recommendation.evidence().sizeBytes();
    if (diskLeft.isPresent()) {
      diskLeft.get().check(change, bytes);
    }
    applier.check(change);
    change = journal.moveTo(change, ChangeState.PROVEN, "the twin's planner would use it");
    change = journal.moveTo(change, ChangeState.APPLYING, "started");
    applier.apply(change);
    Change.Kind kind = change.kind();
    diskLeft = diskLeft.map(left -> left.less(kind, bytes));
    change = journal.moveTo(change, ChangeState.VERIFYING, "applied; measuring");
    List<Probe> altered = altered(probes);
    Verdict verdict = measure(change, altered, probes, workloadMillis(statements));
    if (verdict instanceof Verdict.Regresses) {
      // A busy moment of the machine looks the same; it does not come twice.
      verdict = measure(change, altered, probes, workloadMillis(statements));
    }
    if (!(verdict instanceof Verdict.Regresses)) {
      latest.putAll(measuredNow);
    }
    return switch (verdict) {
      case Verdict.Improves(double share, _, _) ->
          journal.moveTo(
              change,
              ChangeState.KEPT,
              "kept: the statements it touches take %.0f %% less time".formatted(100 * share));
      case Verdict.Regresses(var id, double slowdown, _) ->
          rollBack(
              change,
              probes,
              "rolled back: it took %.2f times as long: %s"
                  .formatted(slowdown, labels.getOrDefault(id, id)));
      case Verdict.Inconclusive _ -> {
        undecided.add(new Undecided(change, probes));
        yield change;
      }
    };
  }

  /** The statements that the change gave another plan, and the writes that pay for it. */
  private List<Probe> altered(List<Probe> probes) {
    var altered = new ArrayList<Probe>();
    for (Probe probe : probes) {
      List<String> shapes = verifier.shapes(probe);
      List<String> before = latestShapes.getOrDefault(probe.statementId(), List.of());
      if (probe.isWrite() || !shapes.equals(before)) {
        altered.add(probe);
      }
    }
    return altered;
  }

  /** Measures what a change altered, and beside it what it did not, to see the machine's mood. */
  private Verdict measure(
      Change change, List<Probe> altered, List<Probe> probes, double workloadMillis) {
    List<Probe> controls =
        probes.stream()
            .filter(p -> !altered.contains(p) && latest.containsKey(p.statementId()))
            .sorted(
                Comparator.comparingDouble(p ->
                    Optional.ofNullable(latest.get(p.statementId()))
                        .map(Timing::median)
                        .orElse(0.0)))
            .limit(CONTROLS_MAX)
            .toList();
    var all = new ArrayList<>(altered);
    all.addAll(controls);
    Map<String, Timing> now = verifier.measure(all);
    double drift = Judgement.drift(measurements(controls, now));
    List<Measurement> measurements = measurements(altered, now);
    journal.record(change, measurements);
    measuredNow.clear();
    altered.stream()
        .map(Probe::statementId)
        .filter(now::containsKey)
        .forEach(id -> Optional.ofNullable(now.get(id)).ifPresent(t -> measuredNow.put(id, t)));
    return Judgement.of(measurements, drift, options.regressionBudget(), workloadMillis);
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
    Change rolling = journal.moveTo(change, ChangeState.ROLLING_BACK, why);
    applier.takeBack(rolling);
    probes.forEach(p -> latestShapes.put(p.statementId(), verifier.shapes(p)));
    return journal.moveTo(rolling, ChangeState.ROLLED_BACK, why);
  }

  /** Puts an interrupted change into a settled state; what was begun is taken back. */
  private Change abandoned(Change change, TrimtabException failure) {
    String why = String.valueOf(failure.getMessage());
    return switch (change.state()) {
      case PROPOSED, PROVEN -> journal.moveTo(change, ChangeState.REJECTED, why);
      case APPLYING, VERIFYING -> {
        Change rolling = journal.moveTo(change, ChangeState.ROLLING_BACK, why);
        applier.takeBack(rolling);
        yield journal.moveTo(rolling, ChangeState.ROLLED_BACK, why);
      }
      case ROLLING_BACK, KEPT, ROLLED_BACK, REJECTED -> change;
    };
  }

  /** At the end: does a statement that got faster use it? */
  private Change decide(Undecided undecided) {
    Change change = undecided.change();
    if (change.kind() == Change.Kind.DROP_INDEX) {
      return journal.moveTo(
          change, ChangeState.KEPT, "kept: no statement got slower without the index");
    }
    Optional<String> user =
        undecided.probes().stream()
            .map(Probe::statementId)
            .filter(id -> verifier.indexesUsed(id).contains(change.index().value()))
            .filter(this::isFasterThanAtFirst)
            .findFirst();
    return user.isPresent()
        ? journal.moveTo(
            change,
            ChangeState.KEPT,
            "kept: with the other changes, this is faster and uses it: %s"
                .formatted(labels.getOrDefault(user.get(), user.get())))
        : rollBack(change, List.of(), "rolled back: no statement got measurably faster with it");
  }

  private boolean isFasterThanAtFirst(String statementId) {
    Timing now = latest.get(statementId);
    Timing then = first.get(statementId);
    return now != null && then != null && now.max() < then.min();
  }

  /** The statements that a change is made for, and those that may suffer from it. */
  private List<Probe> probes(
      Recommendation recommendation, Map<String, AnalyzedStatement> statements) {
    Set<String> touched =
        recommendation.evidence().helped().stream()
            .map(StatementEffect::statementId)
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    double workload = workloadMillis(statements);
    statements.values().stream()
        .filter(
            s -> s.shape().uses().stream().anyMatch(u -> u.table().equals(recommendation.table())))
        .filter(s -> millis(s) >= options.regressionBudget().shareMin() * workload)
        .forEach(s -> touched.add(s.id()));
    return touched.stream()
        .map(statements::get)
        .filter(java.util.Objects::nonNull)
        .map(Tuner::probe)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns what can be run of a statement; nothing if it has no values to run it with. */
  static Optional<Probe> probe(AnalyzedStatement statement) {
    List<Binding> runnable =
        statement.bindings().stream()
            .filter(b -> b.origin() != Binding.Origin.GENERIC)
            .limit(BINDINGS_MAX)
            .toList();
    boolean isWrite = statement.shape().uses().stream().anyMatch(use -> use.change().isPresent());
    return runnable.isEmpty()
        ? Optional.empty()
        : Optional.of(new Probe(statement.id(), statement.statement().calls(), runnable, isWrite));
  }

  private void measureFirst(List<Probe> probes) {
    List<Probe> open = probes.stream().filter(p -> !latest.containsKey(p.statementId())).toList();
    Map<String, Timing> measured = verifier.measure(open);
    latest.putAll(measured);
    measured.forEach(first::putIfAbsent);
    probes.forEach(p -> latestShapes.put(p.statementId(), verifier.shapes(p)));
  }

  private List<Measurement> measurements(List<Probe> probes, Map<String, Timing> now) {
    var result = new ArrayList<Measurement>();
    for (Probe probe : probes) {
      Timing before = latest.get(probe.statementId());
      Timing after = now.get(probe.statementId());
      if (before != null && after != null) {
        result.add(new Measurement(probe.statementId(), probe.calls(), before, after));
      }
    }
    return result;
  }

  private List<Measurement> overall(Map<String, AnalyzedStatement> statements) {
    var result = new ArrayList<Measurement>();
    for (AnalyzedStatement statement : statements.values()) {
      Timing then = first.get(statement.id());
      Timing now = latest.get(statement.id());
      if (then != null && now != null) {
        result.add(new Measurement(statement.id(), statement.statement().calls(), then, now));
      }
    }
    return result;
  }

  private static double workloadMillis(Map<String, AnalyzedStatement> statements) {
    return statements.values().stream().mapToDouble(Tuner::millis).sum();
  }

  private static double millis(AnalyzedStatement statement) {
    return statement.statement().time().map(t -> t.toNanos() / 1e6).orElse(0.0);
  }
}
