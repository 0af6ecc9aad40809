package dev.trimtab.core.advice;

/**
 * What a change does to one statement, by the planner on the twin.
 *
 * @param statementId as in the workload
 * @param calls its weight
 * @param costBefore mean planner cost over the parameter values tried, units of a sequential page
 *     read
 * @param costAfter the same with the change and all recommended before it
 * @param bestRatio the smallest after/before among the parameter values tried
 * @param worstRatio the largest
 */
public record StatementEffect(
    String statementId,
    double calls,
    double costBefore,
    double costAfter,
    double bestRatio,
    double worstRatio) {

  /** Returns planner cost saved per call; negative when the statement gets slower. */
  public double saved() {
    return costBefore - costAfter;
  }
}
