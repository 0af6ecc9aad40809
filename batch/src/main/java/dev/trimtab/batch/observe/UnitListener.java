package dev.trimtab.batch.observe;

import java.util.List;

/** Hears what units of work did. Called by the thread that ends the unit; must be quick. */
@FunctionalInterface
public interface UnitListener {

  UnitListener SILENT = (_, _, _) -> {};

  /**
   * A unit is over.
   *
   * @param unit what the application calls it; empty if it does not
   * @param executions statements that travelled to the server; those of one JDBC batch count as one
   * @param findings what it could have done in fewer
   */
  void ended(String unit, int executions, List<Finding> findings);
}
