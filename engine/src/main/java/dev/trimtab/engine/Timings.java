package dev.trimtab.engine;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Comparison;
import dev.trimtab.core.proof.Judgement;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.postgres.apply.Alternation;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.journal.PlanJournal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What statements took before the first change and take now, change by change. A statement that
 * several changes touch is measured once between two of them.
 */
final class Timings {

  /** So many untouched statements are measured beside the touched ones. */
  private static final int CONTROLS_MAX = 3;

  /**
   * More than an index costs a row that is written, pages split and heap-only updates lost
   * included. What a write with an unchanged plan takes beyond that is not the index's doing.
   */
  private static final double MILLIS_PER_ENTRY_MAX = 0.2;

  /** What took longer before than this would take too long without the index, too. */
  private static final double QUICK_MILLIS = 15;

  /** A statement that takes more than this part of its time is as fast as before. */
  private static final double FASTER = 0.9;

  private final Verifier verifier;
  private final Alternation alternation;
  private final RegressionBudget budget;
  private final Map<String, Runs> first = new HashMap<>();
  private final Map<String, Runs> latest = new HashMap<>();
  private final Set<String> improved = new HashSet<>();

  /** Measured as often as their time allows since they changed last. */
  private final Set<String> closely = new HashSet<>();

  private final Map<String, List<String>> shapes = new HashMap<>();

  Timings(Verifier verifier, Alternation alternation, RegressionBudget budget) {
    this.verifier = verifier;
    this.alternation = alternation;
    this.budget = budget;
  }

  /** What measuring after a change showed. Nothing of it is remembered until it is accepted. */
  record Trial(Verdict verdict, List<Comparison> comparisons, List<PlanJournal.Pair> plans) {

    Trial {
      comparisons = List.copyOf(comparisons);
      plans = List.copyOf(plans);
    }

    List<Measurement> measurements() {
      return comparisons.stream().map(Comparison::measurement).toList();
    }
  }

  /** Measures what has not been measured yet, and notes how everything is planned. */
  void before(List<Probe> probes) {
    List<Probe> open = probes.stream().filter(this::isOpen).toList();
    Map<String, Runs> measured = verifier.measure(open);
    open.stream().filter(Probe::isClose).map(Probe::statementId).forEach(closely::add);
    latest.putAll(measured);
    measured.forEach(first::putIfAbsent);
    replan(probes);
  }

  private boolean isOpen(Probe probe) {
    Runs known = latest.get(probe.statementId());
    return known == null
        || (probe.isClose()
            && known.count() < Verifier.CLOSE_RUNS_MIN
            && !closely.contains(probe.statementId()));
  }

  /**
   * Measures what a change altered: quick statements with the new index and without it in turn, if
   * there is a new one and hiding it is safe; the others now and before, and beside them what the
   * change did not alter, to see the machine's mood.
   */
  Trial after(List<Probe> probes, Optional<TableName> newIndex, double workloadMillis) {
    List<Probe> altered = altered(probes);
    Map<String, Comparison> inTurns =
        newIndex
            .filter(index -> !altered.isEmpty() && alternation.isSafe(index))
            .map(index -> inTurns(altered, index))
            .orElse(Map.of());
    List<Probe> rest = altered.stream().filter(p -> !inTurns.containsKey(p.statementId())).toList();
    var comparisons = new ArrayList<>(inTurns.values());
    if (!rest.isEmpty()) {
      comparisons.addAll(inWindows(rest, controls(probes, altered)));
    }
    Judgement.doubtful(comparisons, budget, workloadMillis)
        .ifPresent(
            doubtful -> comparisons.replaceAll(c -> isOf(doubtful, c) ? longer(c, rest) : c));
    return new Trial(
        Judgement.of(comparisons, budget, workloadMillis), comparisons, plans(altered));
  }

  private List<PlanJournal.Pair> plans(List<Probe> probes) {
    return probes.stream()
        .map(probe ->
            new PlanJournal.Pair(
                probe.statementId(),
                String.join("\n", shapes.getOrDefault(probe.statementId(), List.of())),
                String.join("\n", verifier.shapes(probe))))
        .toList();
  }

  private Map<String, Comparison> inTurns(List<Probe> probes, TableName index) {
    Map<String, Comparison> result = new LinkedHashMap<>();
    for (Probe probe : probes) {
      if (median(probe) <= QUICK_MILLIS) {
        alternation
            .measure(probe, index)
            .ifPresent(turns ->
                result.put(
                    probe.statementId(),
                    Comparison.inTurns(
                        probe.statementId(), probe.calls(), turns.without(), turns.with())));
      }
    }
    return result;
  }

  private List<Probe> controls(List<Probe> probes, List<Probe> altered) {
    return probes.stream()
        .filter(p -> !altered.contains(p) && latest.containsKey(p.statementId()))
        .sorted(Comparator.comparingDouble(this::median))
        .limit(CONTROLS_MAX)
        .toList();
  }

  private List<Comparison> inWindows(List<Probe> probes, List<Probe> controls) {
    var all = new ArrayList<>(probes);
    all.addAll(controls);
    Map<String, Runs> now = verifier.measure(all);
    double drift = Judgement.drift(comparisons(controls, now, 1));
    return comparisons(probes, now, drift);
  }

  private static boolean isOf(Comparison one, Comparison other) {
    return one.statementId().equals(other.statementId());
  }

  /** Runs a statement again until there are enough runs to tell. */
  private Comparison longer(Comparison doubtful, List<Probe> probes) {
    Probe probe =
        probes.stream()
            .filter(p -> p.statementId().equals(doubtful.statementId()))
            .findFirst()
            .orElseThrow();
    var runs = new ArrayList<>(doubtful.after().millis());
    while (runs.size() < Judgement.RUNS_MIN) {
      Runs more = verifier.measure(List.of(probe)).get(probe.statementId());
      if (more == null) {
        break;
      }
      runs.addAll(more.millis());
    }
    return new Comparison(
        doubtful.statementId(),
        doubtful.calls(),
        doubtful.before(),
        new Runs(runs),
        doubtful.drift());
  }

  private double median(Probe probe) {
    return Optional.ofNullable(latest.get(probe.statementId())).map(Runs::median).orElse(0.0);
  }

  /** The change stays: what it made of statements is how they are now. */
  void accept(Trial trial) {
    for (Comparison comparison : trial.comparisons()) {
      latest.put(comparison.statementId(), comparison.after());
      closely.remove(comparison.statementId());
      if (Judgement.isFaster(comparison) && comparison.ratio() < FASTER) {
        improved.add(comparison.statementId());
      }
    }
  }

  /** The statements that the change gave another plan, and the writes that pay for it. */
  private List<Probe> altered(List<Probe> probes) {
    return probes.stream()
        .filter(probe -> {
          List<String> before = shapes.getOrDefault(probe.statementId(), List.of());
          return !verifier.shapes(probe).equals(before) || canPayNoticeably(probe);
        })
        .toList();
  }

  /** A write that searches long for its few rows cannot be slowed by an entry more for each. */
  private boolean canPayNoticeably(Probe probe) {
    Runs now = latest.get(probe.statementId());
    double most = verifier.rowsWritten(probe.statementId()) * MILLIS_PER_ENTRY_MAX;
    return probe.isWrite() && (now == null || most > (budget.slowdownMax() - 1) * now.median());
  }

  /** How statements are planned now. */
  final class Plans {
    private final List<Probe> probes;

    private Plans(List<Probe> probes) {
      this.probes = probes;
    }

    /** Returns a statement of a kind that is planned with an index. */
    Optional<String> userOf(Identifier index, Predicate<String> kind) {
      return probes.stream()
          .map(Probe::statementId)
          .filter(id -> verifier.indexesUsed(id).contains(index.value()))
          .filter(kind)
          .findFirst();
    }
  }

  /** Plans statements again and remembers the plans as the usual ones. */
  Plans replan(List<Probe> probes) {
    probes.forEach(p -> shapes.put(p.statementId(), verifier.shapes(p)));
    return new Plans(probes);
  }

  /** Returns whether a change, this one or another, made it faster when it was measured. */
  boolean isImproved(String statementId) {
    return improved.contains(statementId);
  }

  private List<Comparison> comparisons(List<Probe> probes, Map<String, Runs> now, double drift) {
    var result = new ArrayList<Comparison>();
    for (Probe probe : probes) {
      Runs before = latest.get(probe.statementId());
      Runs after = now.get(probe.statementId());
      if (before != null && after != null) {
        result.add(new Comparison(probe.statementId(), probe.calls(), before, after, drift));
      }
    }
    return result;
  }

  /** Returns every measured statement with its first and its latest times. */
  List<Measurement> overall(Collection<AnalyzedStatement> statements) {
    var result = new ArrayList<Measurement>();
    for (AnalyzedStatement statement : statements) {
      Runs then = first.get(statement.id());
      Runs now = latest.get(statement.id());
      if (then != null && now != null) {
        result.add(
            new Measurement(
                statement.id(), statement.statement().calls(), then.timing(), now.timing()));
      }
    }
    return result;
  }
}
