package dev.trimtab.core.workload;

import java.util.List;

/**
 * A statement that was understood.
 *
 * @param bindings the parameter values it is planned with; at least one
 * @param rowsWritten how many rows an execution inserts, updates or deletes: as the server counted
 *     ({@code pg_stat_statements.rows}), else as the planner expects, the mean of its bindings; 0
 *     for a read
 */
public record AnalyzedStatement(
    Statement statement, QueryShape shape, List<Binding> bindings, double rowsWritten) {

  public AnalyzedStatement {
    bindings = List.copyOf(bindings);
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException("no binding for statement " + statement.id());
    }
  }

  public String id() {
    return statement.id();
  }
}
