package dev.trimtab.core.proof;

import java.time.Duration;
import java.util.Optional;

/**
 * What the evidence allows us to say about a change. "We do not know" is a result, not an error,
 * and is never rounded to one of the other two.
 */
public sealed interface Verdict {

  /**
   * The workload gets faster by more than the noise of the measurement.
   *
   * @param share of the affected statements' cost or time that is saved, 0 to 1
   * @param savedPerHour execution time saved per hour of observed workload, where time was observed
   */
  record Improves(double share, Optional<Duration> savedPerHour, Confidence confidence)
      implements Verdict {}

  /**
   * At least one statement gets slower than its budget allows.
   *
   * @param statementId the one that suffers most
   * @param slowdown its time or cost after, divided by before; more than 1
   */
  record Regresses(String statementId, double slowdown, Confidence confidence) implements Verdict {}

  /** Too little evidence; {@code missing} says what would settle it. */
  record Inconclusive(String missing) implements Verdict {}
}
