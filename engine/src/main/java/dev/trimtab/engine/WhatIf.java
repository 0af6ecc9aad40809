package dev.trimtab.engine;

import dev.trimtab.core.rewrite.StatementAdvice;
import java.util.List;

/**
 * One statement planned as things are and with further indexes, on the twin.
 *
 * @param indexes the {@code CREATE INDEX} statements that were supposed
 * @param statementAdvice what to change in the statement itself
 * @param notes what is worth knowing, one sentence each
 */
public record WhatIf(
    String statement,
    Plan now,
    List<String> indexes,
    Plan then,
    List<StatementAdvice> statementAdvice,
    List<String> notes) {

  public WhatIf {
    indexes = List.copyOf(indexes);
    statementAdvice = List.copyOf(statementAdvice);
    notes = List.copyOf(notes);
  }

  /**
   * A plan.
   *
   * @param cost planner units, of the top node
   * @param text as {@code EXPLAIN} prints it
   */
  public record Plan(double cost, String text) {}
}
