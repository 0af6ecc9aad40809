package dev.trimtab.core.advice;

import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.workload.Binding;
import java.util.List;
import java.util.Set;

/**
 * Answers "what would this statement cost with these indexes". The advisor knows no other way to
 * learn about cost; the twin is one planner, HypoPG on the target could be another.
 *
 * <p>Not thread-safe: one session, one question at a time.
 */
public interface Planner {

  /** Returns the indexes the database has, in a stable order. */
  List<PlannedIndex> existing();

  /**
   * Makes a hypothetical index known; it stays invisible until a plan asks for it. The same
   * definition is made once.
   */
  Hypothesis suppose(IndexDefinition definition);

  /**
   * Plans a statement.
   *
   * @param binding the statement and its parameter values
   * @param added hypothetical indexes the planner may use
   * @param hidden existing indexes it may not use
   * @throws PlanningFailedException if the statement cannot be planned at all
   */
  PlanCost plan(Binding binding, Set<PlannedIndex> added, Set<PlannedIndex> hidden)
      throws PlanningFailedException;

  /** What became of a supposed index. */
  sealed interface Hypothesis {

    /** It can be planned with. */
    record Supposed(PlannedIndex index) implements Hypothesis {}

    /** The server would not have it; {@code why} is its message. */
    record Refused(IndexDefinition definition, String why) implements Hypothesis {}
  }
}
