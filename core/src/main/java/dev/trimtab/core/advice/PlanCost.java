package dev.trimtab.core.advice;

import java.util.Set;

/**
 * What the planner says of a statement.
 *
 * @param total planner units, for all rows; a sequential page read is 1.0
 * @param used the indexes its plan uses, existing and supposed
 * @param shape the plan's nodes, relations and indexes as nested text, without numbers: two plans
 *     of equal shape do the same
 */
public record PlanCost(double total, Set<PlannedIndex> used, String shape) {

  public PlanCost {
    used = Set.copyOf(used);
  }
}
