package dev.trimtab.scenarios;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What an application runs, each statement with its share. Names are unique. */
public record Workload(List<WorkloadStatement> statements) {

  public Workload {
    statements = List.copyOf(statements);
    var names = new HashSet<String>();
    for (var statement : statements) {
      if (!names.add(statement.name())) {
        throw new IllegalArgumentException("two statements are named " + statement.name());
      }
    }
  }

  public Optional<WorkloadStatement> find(String name) {
    return statements.stream().filter(statement -> statement.name().equals(name)).findFirst();
  }

  /** The share of reads among all calls, 0 to 1. */
  public double readShare() {
    return (double) calls(WorkloadStatement.Kind.READ)
        / (calls(WorkloadStatement.Kind.READ) + calls(WorkloadStatement.Kind.WRITE));
  }

  private long calls(WorkloadStatement.Kind kind) {
    return statements.stream()
        .filter(statement -> statement.kind() == kind)
        .mapToLong(WorkloadStatement::callsPerHour)
        .sum();
  }
}
