package dev.trimtab.core.workload;

import java.util.List;

/**
 * A statement that was understood.
 *
 * @param bindings the parameter values it is planned with; at least one
 * @param rowsWritten how many rows the planner expects an execution to insert, update or delete,
 *     the mean of its bindings; 0 for a read
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
