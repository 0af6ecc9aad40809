package dev.trimtab.core.workload;

import java.util.List;

/**
 * A statement that was understood.
 *
 * @param bindings the parameter values it is planned with; at least one
 */
public record AnalyzedStatement(Statement statement, QueryShape shape, List<Binding> bindings) {

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
