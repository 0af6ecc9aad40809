package dev.trimtab.core.proof;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says what measurements before and after a change mean.
 *
 * <p>Medians are compared, and only if the runs of the two sides do not overlap: all runs after
 * slower than all runs before, or all faster. With five runs a side that happens by chance once in
 * 252 times (the exact two-sample rank test of Mann and Whitney, 1947, at its extreme). With fewer
 * than three it happens all the time, so then a statement must be twice as slow to be believed.
 */
public final class Judgement {

  /** A workload that saves less than this has not been helped. */
  private static final double SAVING_MIN = 0.02;

  /** Nor has a workload that saves less than this part of all its time: an index is work, too. */
  private static final double SAVING_OF_WORKLOAD_MIN = 0.001;

  /** With fewer runs a side, spread is not known. */
  private static final int RUNS_MIN = 3;

  /** What a busy moment does not do to a single run. */
  private static final double SLOWDOWN_OF_FEW_RUNS = 2;

  /** A machine that seems much faster than before was measured at a busy moment then. */
  private static final double DRIFT_MIN = 0.5;

  private Judgement() {}

  /**
   * Returns the verdict.
   *
   * @param measurements of the statements whose plans the change altered, and of the writes it
   *     makes dearer; a read whose plan is the same runs the same code, whatever the clock says
   * @param drift how much slower the machine is now than before, by statements that the change does
   *     not touch: 1 is not at all
   * @param workloadMillis calls times time of the whole workload, for shares; 0 if only the touched
   *     statements are known
   */
  public static Verdict of(
      List<Measurement> measurements,
      double drift,
      RegressionBudget budget,
      double workloadMillis) {
    if (measurements.isEmpty()) {
      return new Verdict.Inconclusive("no plan of a measured statement changed");
    }
    double before = measurements.stream().mapToDouble(m -> m.calls() * m.before().median()).sum();
    double after =
        measurements.stream().mapToDouble(m -> m.calls() * m.after().median() / drift).sum();
    double whole = Math.max(workloadMillis, before);
    Optional<Measurement> worst =
        measurements.stream()
            .filter(m -> isRegression(m, drift, budget, whole))
            .max(Comparator.comparingDouble(Measurement::ratio));
    if (worst.isPresent()) {
      return new Verdict.Regresses(
          worst.get().statementId(), worst.get().ratio() / drift, Confidence.OBSERVED);
    }
    boolean isFaster =
        measurements.stream().anyMatch(m -> m.after().max() < drift * m.before().min())
            && after < before * (1 - SAVING_MIN)
            && before - after >= SAVING_OF_WORKLOAD_MIN * workloadMillis;
    return isFaster
        ? new Verdict.Improves(1 - after / before, Optional.empty(), Confidence.OBSERVED)
        : new Verdict.Inconclusive(
            "the difference is within the noise of %d runs"
                .formatted(measurements.getFirst().before().runs()));
  }

  /**
   * Returns the drift of the machine between two windows: the median ratio of statements that were
   * measured in both and not changed, or 1 without any.
   */
  public static double drift(List<Measurement> controls) {
    List<Double> ratios = controls.stream().map(Measurement::ratio).sorted().toList();
    return ratios.isEmpty() ? 1 : Math.max(DRIFT_MIN, ratios.get(ratios.size() / 2));
  }

  private static boolean isRegression(
      Measurement m, double drift, RegressionBudget budget, double whole) {
    double after = m.after().median() / drift;
    double share = m.calls() * Math.max(m.before().median(), after) / whole;
    boolean isFew = Math.min(m.before().runs(), m.after().runs()) < RUNS_MIN;
    double slowdownMax =
        isFew ? Math.max(SLOWDOWN_OF_FEW_RUNS, budget.slowdownMax()) : budget.slowdownMax();
    return after > m.before().median() * slowdownMax
        && after - m.before().median() > budget.millisMin()
        && m.after().min() > drift * m.before().max()
        && share >= budget.shareMin();
  }
}
