package dev.trimtab.core.advice;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What the advisor found.
 *
 * @param recommendations in the order in which they should be carried out
 * @param statements every statement that was understood, with its cost without and with all
 *     recommendations, dearest first
 * @param costBefore what the workload costs now: milliseconds of the observed period where times
 *     are known, else planner units
 * @param costAfter the same with all indexes that are recommended, their writes included; what a
 *     stored count saves comes only with the application's change
 * @param candidates indexes that were worth comparing
 * @param plans plans that were asked for
 * @param isComplete whether the search ended by itself and not by a time limit
 * @param notes what was left out or is worth knowing, one sentence each
 */
public record Advice(
    List<Recommendation> recommendations,
    List<StatementEffect> statements,
    double costBefore,
    double costAfter,
    int candidates,
    int plans,
    boolean isComplete,
    List<String> notes) {

  public Advice {
    recommendations = List.copyOf(recommendations);
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }

  /** Returns this advice with other recommendations: a part of them, in the same order. */
  public Advice with(List<Recommendation> some) {
    return new Advice(
        some, statements, costBefore, costAfter, candidates, plans, isComplete, notes);
  }

  /**
   * Returns this advice with what was found in a later look at part of the workload: both looks'
   * recommendations, in order, and what both recommend once. Costs stay those of the first look,
   * which saw all statements.
   */
  public Advice followedBy(Advice later) {
    var all = new ArrayList<>(recommendations);
    later.recommendations.stream()
        .filter(its -> recommendations.stream().noneMatch(its::isSameChange))
        .forEach(all::add);
    var allNotes = new LinkedHashSet<>(notes);
    allNotes.addAll(later.notes);
    return new Advice(
        all,
        statements,
        costBefore,
        costAfter,
        candidates + later.candidates,
        plans + later.plans,
        isComplete && later.isComplete,
        List.copyOf(allNotes));
  }
}
