package dev.trimtab.scenarios;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a workload took, in the order of its statements. */
public record WorkloadResult(List<StatementResult> statements) {

  public WorkloadResult {
    statements = List.copyOf(statements);
  }

  /** Execution time per hour of the application: the sum over all statements. */
  public Duration weightedTotal() {
    return statements.stream().map(StatementResult::weighted).reduce(Duration.ZERO, Duration::plus);
  }

  /** The calls per hour of all statements. */
  public long callsPerHour() {
    return statements.stream().mapToLong(result -> result.statement().callsPerHour()).sum();
  }

  public Optional<StatementResult> find(String name) {
    return statements.stream().filter(result -> result.name().equals(name)).findFirst();
  }
}
