package dev.trimtab.engine;

import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.Bindings;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.observe.SqlStatements;
import dev.trimtab.twin.TwinPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A workload as the twin reads it.
 *
 * @param statements what was understood, each with parameter values that can be planned
 * @param notUnderstood what was not, one sentence each
 */
record Understanding(List<AnalyzedStatement> statements, List<String> notUnderstood) {

  private static final Set<PlannedIndex> NONE = Set.of();

  Understanding {
    statements = List.copyOf(statements);
    notUnderstood = List.copyOf(notUnderstood);
  }

  static Understanding of(
      Workload workload, Snapshot snapshot, TwinPlanner planner, EngineListener listener) {
    var bindings = new Bindings(snapshot);
    var understood = new ArrayList<AnalyzedStatement>();
    var failed = new ArrayList<String>();
    int done = 0;
    for (Statement statement : workload.statements()) {
      listener.progress("reading statements", ++done, workload.statements().size());
      if (!SqlStatements.isOne(statement.text())) {
        failed.add("%s: more than one statement".formatted(statement.id()));
        continue;
      }
      try {
        QueryShape shape = planner.read(statement.text());
        if (!shape.uses().isEmpty()) {
          AnalyzedStatement planned = plannable(planner, bindings, statement, shape);
          understood.add(counted(planned, snapshot).orElse(planned));
        }
      } catch (PlanningFailedException e) {
        failed.add(
            "%s: %s".formatted(statement.label(), firstLine(String.valueOf(e.getMessage()))));
      }
    }
    return new Understanding(understood, failed);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
  }

  /**
   * What the server counted of the rows of a write is better than what a plan expects. Of several
   * writes in one statement it counts the last.
   */
  private static Optional<AnalyzedStatement> counted(AnalyzedStatement planned, Snapshot snapshot) {
    return planned.shape().command().isWrite() && writes(planned.shape()) == 1
        ? snapshot.statements().stream()
            .filter(s -> s.calls() > 0 && Long.toString(s.queryId()).equals(planned.id()))
            .findFirst()
            .map(s ->
                new AnalyzedStatement(
                    planned.statement(),
                    planned.shape(),
                    planned.bindings(),
                    (double) s.rows() / s.calls()))
        : Optional.empty();
  }

  private static long writes(QueryShape shape) {
    return shape.uses().stream().filter(use -> use.change().isPresent()).count();
  }

  /** With values that it can be planned with; else with the plan that works for any. */
  private static AnalyzedStatement plannable(
      TwinPlanner planner, Bindings bindings, Statement statement, QueryShape shape)
      throws PlanningFailedException {
    var good = new ArrayList<Binding>();
    double rowsWritten = 0;
    for (Binding binding : bindings.of(statement, shape)) {
      try {
        rowsWritten += planner.plan(binding, NONE, NONE).rowsWritten();
        good.add(binding);
      } catch (PlanningFailedException e) {
        // A drawn value need not fit; the others may.
      }
    }
    if (good.isEmpty()) {
      Binding generic = Bindings.generic(statement, shape);
      rowsWritten = planner.plan(generic, NONE, NONE).rowsWritten();
      good.add(generic);
    }
    // A plan never expects no row, and with one for each table nothing is forgotten.
    return new AnalyzedStatement(
        statement, shape, good, Math.max((double) writes(shape), rowsWritten / good.size()));
  }
}
