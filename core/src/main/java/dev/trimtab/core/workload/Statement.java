package dev.trimtab.core.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A statement of the workload with its weight.
 *
 * @param id what it is called in reports: a query id, or the place in a file
 * @param text the statement, parameters as {@code $n}
 * @param calls executions in the observed period; more than 0
 * @param time execution time in the observed period, if it was measured
 * @param samples parameter values seen with it, in order of {@code $n}, as text; {@code
 *     Optional.empty()} inside is NULL
 */
public record Statement(
    String id,
    String text,
    double calls,
    Optional<Duration> time,
    List<List<Optional<String>>> samples) {

  public Statement {
    samples = samples.stream().map(List::copyOf).toList();
    if (!(calls > 0)) {
      throw new IllegalArgumentException("calls must be more than 0, got " + calls);
    }
  }
}
