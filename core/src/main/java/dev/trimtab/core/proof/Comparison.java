package dev.trimtab.core.proof;

/**
 * One statement's runs without and with a change, the same parameters in both.
 *
 * @param statementId as in the workload
 * @param calls its weight in the workload
 * @param drift how much slower the machine was for the runs after than for those before, by
 *     statements that the change does not touch; 1 where both took turns
 */
public record Comparison(String statementId, double calls, Runs before, Runs after, double drift) {

  public Comparison {
    if (!(drift > 0)) {
      throw new IllegalArgumentException("need a positive drift, got " + drift);
    }
  }

  /** Returns the comparison of runs that took turns. */
  public static Comparison inTurns(String statementId, double calls, Runs before, Runs after) {
    return new Comparison(statementId, calls, before, after, 1);
  }

  /** Returns the runs after the change as the machine of the runs before would have made them. */
  public Runs adjusted() {
    return after.dividedBy(drift);
  }

  /** Returns time after divided by time before, of the medians, drift taken out. */
  public double ratio() {
    double before = before().median();
    return before == 0 ? 1 : adjusted().median() / before;
  }

  /** Returns what the clock showed. */
  public Measurement measurement() {
    return new Measurement(statementId, calls, before.timing(), after.timing());
  }
}
