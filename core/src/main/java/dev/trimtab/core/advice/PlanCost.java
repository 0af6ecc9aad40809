package dev.trimtab.core.advice;

import java.util.Set;

/**
 * What the planner says of a statement.
 *
 * @param total planner units, for all rows; a sequential page read is 1.0
 * @param used the indexes its plan uses, existing and supposed
 * @param shape the plan's nodes, relations and indexes as nested text, without numbers: two plans
 *     of equal shape do the same
 * @param rowsWritten how many rows it expects to insert, update or delete; 0 for a read
 */
public record PlanCost(double total, Set<PlannedIndex> used, String shape, double rowsWritten) {

  public PlanCost {
    used = Set.copyOf(used);
  }
}
