package dev.trimtab.engine;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.proof.Judgement;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final Verifier verifier;
  private final RegressionBudget budget;
  private final Map<String, Timing> first = new HashMap<>();
  private final Map<String, Timing> latest = new HashMap<>();
  private final Map<String, List<String>> shapes = new HashMap<>();

  Timings(Verifier verifier, RegressionBudget budget) {
    this.verifier = verifier;
    this.budget = budget;
  }

  /** What measuring after a change showed. Nothing of it is remembered until it is accepted. */
  record Trial(Verdict verdict, List<Measurement> measurements) {

    Trial {
      measurements = List.copyOf(measurements);
    }
  }

  /** Measures what has not been measured yet, and notes how everything is planned. */
  void before(List<Probe> probes) {
    List<Probe> open = probes.stream().filter(p -> !latest.containsKey(p.statementId())).toList();
    Map<String, Timing> measured = verifier.measure(open);
    latest.putAll(measured);
    measured.forEach(first::putIfAbsent);
    replan(probes);
  }

  /** Measures what a change altered, and beside it what it did not, to see the machine's mood. */
  Trial after(List<Probe> probes, double workloadMillis) {
    List<Probe> altered = altered(probes);
    List<Probe> controls =
        probes.stream()
            .filter(p -> !altered.contains(p) && latest.containsKey(p.statementId()))
            .sorted(Comparator.comparingDouble(this::median))
            .limit(CONTROLS_MAX)
            .toList();
    var all = new ArrayList<>(altered);
    all.addAll(controls);
    Map<String, Timing> now = verifier.measure(all);
    double drift = Judgement.drift(measurements(controls, now));
    List<Measurement> measurements = measurements(altered, now);
    return new Trial(Judgement.of(measurements, drift, budget, workloadMillis), measurements);
  }

  private double median(Probe probe) {
    return Optional.ofNullable(latest.get(probe.statementId())).map(Timing::median).orElse(0.0);
  }

  /** The change stays: what it made of statements is how they are now. */
  void accept(Trial trial) {
    trial.measurements().forEach(m -> latest.put(m.statementId(), m.after()));
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
    Timing now = latest.get(probe.statementId());
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

  /** Returns whether all its runs now are faster than all its runs at first. */
  boolean isFasterThanAtFirst(String statementId) {
    Timing now = latest.get(statementId);
    Timing then = first.get(statementId);
    return now != null && then != null && now.max() < then.min();
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

  /** Returns every measured statement with its first and its latest times. */
  List<Measurement> overall(Collection<AnalyzedStatement> statements) {
    var result = new ArrayList<Measurement>();
    for (AnalyzedStatement statement : statements) {
      Timing then = first.get(statement.id());
      Timing now = latest.get(statement.id());
      if (then != null && now != null) {
        result.add(new Measurement(statement.id(), statement.statement().calls(), then, now));
      }
    }
    return result;
  }
}
