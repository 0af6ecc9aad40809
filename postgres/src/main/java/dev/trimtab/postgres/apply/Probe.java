package dev.trimtab.postgres.apply;

import dev.trimtab.core.workload.Binding;
import java.util.List;

/**
 * A statement to be measured before and after a change.
 *
 * @param statementId as in the workload
 * @param calls its weight in the workload
 * @param bindings the parameter values it is run with; at least one
 * @param isWrite whether it writes, and so must be rolled back
 * @param isClose whether so little is expected of the change, for some of the values at least, that
 *     a single run would not tell better from worse
 */
public record Probe(
    String statementId, double calls, List<Binding> bindings, boolean isWrite, boolean isClose) {

  public Probe {
    bindings = List.copyOf(bindings);
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException("no parameter values to measure " + statementId);
    }
  }

  public Probe(String statementId, double calls, List<Binding> bindings, boolean isWrite) {
    this(statementId, calls, bindings, isWrite, false);
  }

  /** Returns the same statement, to be looked at closely. */
  public Probe closely() {
    return new Probe(statementId, calls, bindings, isWrite, true);
  }
}
