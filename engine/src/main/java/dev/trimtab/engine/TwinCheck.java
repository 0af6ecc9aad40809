package dev.trimtab.engine;

import dev.trimtab.core.advice.PlanCost;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.engine.Agreement.Disagreement;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.explain.ExplainedPlan;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.twin.TwinPlanner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the twin's plans with the target's own, before any new index. EXPLAIN only. */
final class TwinCheck {

  /** Costs that differ by less are equal. */
  private static final double COST_TOLERANCE = 0.01;

  /** The target plans so many statements; the dearest ones come first. */
  private static final int STATEMENTS_MAX = 500;

  /** Enough to see what is missing. */
  private static final int REFUSALS_MAX = 3;

  /** {@code insufficient_privilege}: a reader may not even plan a write. */
  private static final String MISSING_PRIVILEGE = "42501";

  private TwinCheck() {}

  static Agreement compare(
      List<AnalyzedStatement> statements,
      TwinPlanner twin,
      Connection target,
      EngineListener listener) {
    var session = new TargetSession(target);
    var disagreements = new ArrayList<Disagreement>();
    // What fails for one parameter value fails for the others; it is said once.
    var skipped = new LinkedHashSet<String>();
    var forbidden = new LinkedHashSet<String>();
    var refusals = new TreeSet<String>();
    int compared = 0;
    int same = 0;
    double sum = 0;
    double worst = 0;
    int done = 0;
    List<AnalyzedStatement> checked = statements.stream().limit(STATEMENTS_MAX).toList();
    for (AnalyzedStatement statement : checked) {
      listener.progress("checking the twin", ++done, checked.size());
      for (Binding binding : statement.bindings()) {
        if (binding.origin() == Binding.Origin.GENERIC) {
          continue;
        }
        try {
          PlanCost ours = twin.plan(binding, Set.of(), Set.of());
          ExplainedPlan theirs = session.plan(binding);
          double error =
              theirs.total() == 0 ? 0 : Math.abs(ours.total() - theirs.total()) / theirs.total();
          boolean isSame = ours.shape().equals(theirs.shape());
          compared++;
          same += isSame ? 1 : 0;
          sum += error;
          worst = Math.max(worst, error);
          if (!isSame || error > COST_TOLERANCE) {
            disagreements.add(
                new Disagreement(
                    statement.id(), theirs.total(), ours.total(), theirs.shape(), ours.shape()));
          }
        } catch (PlanningFailedException e) {
          skipped.add(why(statement, e));
        } catch (SQLException e) {
          if (MISSING_PRIVILEGE.equals(e.getSQLState())) {
            forbidden.add(statement.id());
            refusals.add(ServerMessage.of(e));
          } else {
            skipped.add(why(statement, e));
          }
        }
      }
    }
    if (!forbidden.isEmpty()) {
      skipped.add(
          "%d statements were not compared: to EXPLAIN a statement takes the right to run it (%s)"
              .formatted(
                  forbidden.size(),
                  refusals.stream().limit(REFUSALS_MAX).collect(Collectors.joining("; "))));
    }
    return new Agreement(
        compared,
        same,
        compared == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / compared),
        compared == 0 ? OptionalDouble.empty() : OptionalDouble.of(worst),
        disagreements,
        List.copyOf(skipped));
  }

  private static String why(AnalyzedStatement statement, Exception e) {
    return "%s: %s"
        .formatted(
            statement.statement().label(),
            e instanceof SQLException refused
                ? ServerMessage.of(refused)
                : String.valueOf(e.getMessage()));
  }
}
