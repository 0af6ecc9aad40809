package dev.trimtab.scenarios;

import java.time.Duration;
import java.util.List;

/**
 * What one statement took, seen from the client.
 *
 * @param statement what was run
 * @param draws how many different parameters
 * @param executions all executions; a multiple of {@code draws}
 * @param rows returned or affected, over one round of all draws
 * @param mean over all executions
 */
public record StatementResult(
    WorkloadStatement statement,
    int draws,
    int executions,
    long rows,
    Duration median,
    Duration min,
    Duration max,
    Duration mean) {

  static StatementResult of(
      WorkloadStatement statement, int draws, long rows, List<Long> executionNanos) {
    var sorted = executionNanos.stream().sorted().toList();
    int size = sorted.size();
    long median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    long sum = sorted.stream().mapToLong(Long::longValue).sum();
    return new StatementResult(
        statement,
        draws,
        size,
        rows,
        Duration.ofNanos(median),
        Duration.ofNanos(sorted.getFirst()),
        Duration.ofNanos(sorted.getLast()),
        Duration.ofNanos(sum / size));
  }

  public String name() {
    return statement.name();
  }

  /** Execution time per hour of the application: calls per hour times the mean. */
  public Duration weighted() {
    return mean.multipliedBy(statement.callsPerHour());
  }
}
