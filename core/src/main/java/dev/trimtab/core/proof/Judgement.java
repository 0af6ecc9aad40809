package dev.trimtab.core.proof;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says what measurements before and after a change mean.
 *
 * <p>Medians are compared, and only if the runs of the two sides do not overlap: all runs after
 * slower than all runs before, or all faster. With five runs a side that happens by chance once in
 * 252 times (the exact two-sample rank test of Mann and Whitney, 1947, at its extreme).
 */
public final class Judgement {

  /** A workload that saves less than this has not been helped. */
  private static final double SAVING_MIN = 0.02;

  private Judgement() {}

  /**
   * Returns the verdict.
   *
   * @param measurements of the statements that the change touches
   * @param workloadMillis calls times time of the whole workload, for shares; 0 if only the touched
   *     statements are known
   */
  public static Verdict of(
      List<Measurement> measurements, RegressionBudget budget, double workloadMillis) {
    if (measurements.isEmpty()) {
      return new Verdict.Inconclusive("no statement that it touches could be measured");
    }
    double before = measurements.stream().mapToDouble(m -> m.calls() * m.before().median()).sum();
    double after = measurements.stream().mapToDouble(m -> m.calls() * m.after().median()).sum();
    double whole = Math.max(workloadMillis, before);
    Optional<Measurement> worst =
        measurements.stream()
            .filter(m -> isRegression(m, budget, whole))
            .max(Comparator.comparingDouble(Measurement::ratio));
    if (worst.isPresent()) {
      return new Verdict.Regresses(
          worst.get().statementId(), worst.get().ratio(), Confidence.OBSERVED);
    }
    boolean isFaster =
        measurements.stream().anyMatch(m -> m.after().max() < m.before().min())
            && after < before * (1 - SAVING_MIN);
    return isFaster
        ? new Verdict.Improves(1 - after / before, Optional.empty(), Confidence.OBSERVED)
        : new Verdict.Inconclusive(
            "the difference is within the noise of %d runs"
                .formatted(measurements.getFirst().before().runs()));
  }

  private static boolean isRegression(Measurement m, RegressionBudget budget, double whole) {
    double share = m.calls() * Math.max(m.before().median(), m.after().median()) / whole;
    return m.ratio() > budget.slowdownMax()
        && m.after().median() - m.before().median() > budget.millisMin()
        && m.after().min() > m.before().max()
        && share >= budget.shareMin();
  }
}
