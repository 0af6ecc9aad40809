package dev.trimtab.bench.batch.fuzz;

import java.util.List;
import java.util.OptionalInt;

/** Something that a transaction does. */
sealed interface Step {

  /**
   * Goes over a parent's rows.
   *
   * @param plans what is asked for each row, one or several with the same parent
   * @param isListed whether the parent's rows are read before the first child is asked for
   * @param isExecute whether by {@code execute} and {@code getResultSet}
   * @param rows after which it stops
   * @param between what is done between two rows, before the row with this number
   */
  record Loop(
      List<LoopPlan> plans,
      boolean isListed,
      boolean isExecute,
      int rows,
      Step between,
      OptionalInt at)
      implements Step {
    public Loop {
      plans = List.copyOf(plans);
    }
  }

  /** Writes something. */
  record Write(String sql) implements Step {}

  /** Somebody else writes something and commits. */
  record Intrusion(String sql) implements Step {}

  /** Writes something and takes it back. */
  record TakenBack(String sql) implements Step {}

  /** Reads something that has nothing to do with loops. */
  record Read(String sql) implements Step {}

  /** Commits, and goes on. */
  record Commit() implements Step {}
}
