package dev.trimtab.core.proof;

/**
 * One statement measured without and with a change: same parameters, alternating or in two windows.
 *
 * @param statementId as in the workload
 * @param calls its weight in the workload
 */
public record Measurement(String statementId, double calls, Timing before, Timing after) {

  /** Returns time after divided by time before, of the medians. */
  public double ratio() {
    return before.median() == 0 ? 1 : after.median() / before.median();
  }
}
