package dev.trimtab.core.proof;

/**
 * How much slower a change may make a statement.
 *
 * @param slowdownMax time after divided by time before; 1.1 is a tenth slower
 * @param shareMin statements with less than this part of the workload's time do not count
 * @param millisMin differences smaller than this do not count: below it, clocks and scheduling
 *     speak
 */
public record RegressionBudget(double slowdownMax, double shareMin, double millisMin) {

  /** A tenth slower, for statements with a hundredth of the time. */
  public static final RegressionBudget STANDARD = new RegressionBudget(1.10, 0.01, 0.2);

  public RegressionBudget {
    if (!(slowdownMax >= 1) || !(shareMin >= 0) || !(millisMin >= 0)) {
      throw new IllegalArgumentException(
          "need slowdownMax >= 1, shareMin >= 0 and millisMin >= 0, got %s, %s, %s"
              .formatted(slowdownMax, shareMin, millisMin));
    }
  }
}
