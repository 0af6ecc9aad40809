package dev.trimtab.core.proof;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says what runs before and after a change mean.
 *
 * <p>A difference is believed if the medians differ enough to matter and the ranks of the runs
 * would fall so by chance less than once in two hundred times ({@link RankTest}), or if there are
 * so few runs that no order of them is that rare and no run of one side is among the other's.
 */
public final class Judgement {

  /** A workload that saves less than this has not been helped. */
  private static final double SAVING_MIN = 0.02;

  /** Nor has a workload that saves less than this part of all its time: an index is work, too. */
  private static final double SAVING_OF_WORKLOAD_MIN = 0.001;

  /** Five runs of a side that are all slower are rarer than this by a little: 1 in 252. */
  private static final double CHANCE_MAX = 0.005;

  /** With fewer runs a side, spread is not known. */
  public static final int RUNS_MIN = 3;

  /** What a busy moment does not do to a single run. */
  private static final double SLOWDOWN_OF_FEW_RUNS = 2;

  /** What it does not do to one run before and all of several after. */
  private static final double SLOWDOWN_OF_FEW_BEFORE = 1.5;

  /** A machine that seems much faster than before was measured at a busy moment then. */
  private static final double DRIFT_MIN = 0.5;

  private Judgement() {}

  /**
   * Returns the verdict.
   *
   * @param comparisons of the statements whose plans the change altered, and of the writes it makes
   *     dearer; a read whose plan is the same runs the same code, whatever the clock says
   * @param workloadMillis calls times time of the whole workload, for shares; 0 if only the touched
   *     statements are known
   */
  public static Verdict of(
      List<Comparison> comparisons, RegressionBudget budget, double workloadMillis) {
    if (comparisons.isEmpty()) {
      return new Verdict.Inconclusive("no plan of a measured statement changed");
    }
    double before = comparisons.stream().mapToDouble(c -> c.calls() * c.before().median()).sum();
    double after = comparisons.stream().mapToDouble(c -> c.calls() * c.adjusted().median()).sum();
    double whole = Math.max(workloadMillis, before);
    Optional<Comparison> worst =
        comparisons.stream()
            .filter(c -> isRegression(c, budget, whole))
            .max(Comparator.comparingDouble(Comparison::ratio));
    if (worst.isPresent()) {
      return new Verdict.Regresses(
          worst.get().statementId(), worst.get().ratio(), Confidence.OBSERVED);
    }
    boolean isFaster =
        comparisons.stream().anyMatch(Judgement::isFaster)
            && after < before * (1 - SAVING_MIN)
            && before - after >= SAVING_OF_WORKLOAD_MIN * workloadMillis;
    return isFaster
        ? new Verdict.Improves(1 - after / before, Optional.empty(), Confidence.OBSERVED)
        : new Verdict.Inconclusive(
            "the difference is within the noise of %d runs"
                .formatted(comparisons.getFirst().before().count()));
  }

  /**
   * Returns the drift of the machine between two windows: the median ratio of statements that were
   * measured in both and not changed, or 1 without any.
   */
  public static double drift(List<Comparison> controls) {
    List<Double> ratios = controls.stream().map(Comparison::ratio).sorted().toList();
    return ratios.isEmpty() ? 1 : Math.max(DRIFT_MIN, ratios.get(ratios.size() / 2));
  }

  /**
   * Returns the statement that a change may have slowed, by too few runs to tell; more runs after
   * it decide. The one that would cost most, because looking longer costs, too.
   *
   * @param workloadMillis as for the verdict
   */
  public static Optional<Comparison> doubtful(
      List<Comparison> comparisons, RegressionBudget budget, double workloadMillis) {
    double before = comparisons.stream().mapToDouble(c -> c.calls() * c.before().median()).sum();
    double whole = Math.max(workloadMillis, before);
    return comparisons.stream()
        .filter(c -> c.after().count() < RUNS_MIN)
        .filter(c ->
            isRegression(c, budget, whole, SLOWDOWN_OF_FEW_BEFORE)
                && !isRegression(c, budget, whole))
        .max(
            Comparator.comparingDouble(
                c -> c.calls() * (c.adjusted().median() - c.before().median())));
  }

  private static boolean isRegression(Comparison c, RegressionBudget budget, double whole) {
    double slowdownMax =
        c.after().count() < RUNS_MIN
            ? SLOWDOWN_OF_FEW_RUNS
            : c.before().count() < RUNS_MIN ? SLOWDOWN_OF_FEW_BEFORE : 1;
    return isRegression(c, budget, whole, Math.max(slowdownMax, budget.slowdownMax()));
  }

  private static boolean isRegression(
      Comparison c, RegressionBudget budget, double whole, double slowdownMax) {
    double before = c.before().median();
    double after = c.adjusted().median();
    return after > before * slowdownMax
        && after - before > budget.millisMin()
        && c.calls() * Math.max(before, after) / whole >= budget.shareMin()
        && isSlower(c.adjusted(), c.before());
  }

  /** Returns whether a statement is faster with the change, and not by chance. */
  public static boolean isFaster(Comparison c) {
    double factor = isFew(c) ? SLOWDOWN_OF_FEW_RUNS : 1;
    return c.before().median() >= factor * c.adjusted().median()
        && isSlower(c.before(), c.adjusted());
  }

  private static boolean isFew(Comparison c) {
    return Math.min(c.before().count(), c.after().count()) < RUNS_MIN;
  }

  /** Returns whether the first runs are slower than the others, and not by chance. */
  public static boolean isSlower(Runs slow, Runs fast) {
    boolean isApart = slow.millis().getFirst() > fast.millis().getLast();
    return isApart || RankTest.chanceOfSlower(slow, fast) <= CHANCE_MAX;
  }
}
