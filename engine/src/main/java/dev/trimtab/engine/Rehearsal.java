package dev.trimtab.engine;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Superuser;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.OwnSession;
import dev.trimtab.postgres.journal.Journal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds and measures everything on a copy of the database first: a restored backup, a branch, a
 * clone. What was kept there may be built on the original; the copy is left as it was found, but
 * for its journal.
 */
final class Rehearsal {

  /**
   * The same database of the same server: a copy has another server, which began at another moment,
   * or another number in its server.
   */
  private static final String IDENTITY =
      """
      SELECT /* trimtab */ (pg_postmaster_start_time(), d.oid)::text
      FROM pg_database d WHERE d.datname = current_database()
      """;

  /** How the outcome of a change begins that did not pass. */
  static final String REJECTED = "rejected in the rehearsal: ";

  private final EngineOptions options;
  private final EngineListener listener;
  private final Target copy;

  /** Rehearses on the copy that the options name. */
  Rehearsal(EngineOptions options, EngineListener listener, Target copy) {
    this.options = options.but().target(copy).build();
    this.listener = (what, done, total) -> listener.progress("rehearsing: " + what, done, total);
    this.copy = copy;
  }

  /**
   * What may be built, and what not.
   *
   * @param passed the findings with what was kept on the copy
   * @param refused what was not kept, and why
   */
  record Result(Findings passed, Map<Recommendation, String> refused) {}

  /**
   * Rehearses.
   *
   * @param original what the findings are about; the copy must not be the same database
   * @throws TrimtabException if it is, or if the copy cannot be changed; the original is untouched
   */
  Result run(Findings findings, Target original) {
    refuseTheOriginal(original);
    try (Connection changes = copy.open();
        Connection measurements = copy.open()) {
      OwnSession.prepare(measurements, options.patience().lockTimeout());
      if (!options.allowSuperuser()) {
        Superuser.refuse(changes);
      }
      Outcome outcome = new Tuner(options, listener, changes, measurements).run(findings);
      takeBack(outcome.changes(), changes);
      return result(findings, outcome);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "rehearse on the copy");
    }
  }

  private void refuseTheOriginal(Target original) {
    if (identity(original).equals(identity(copy))) {
      throw new TrimtabException(
          ErrorCode.STATEMENT_REFUSED,
          "the copy to rehearse on, %s, is the database itself. Nothing was changed; name a restored backup, a branch or a clone of it."
              .formatted(copy));
    }
  }

  private static String identity(Target target) {
    try (Connection connection = target.open();
        var statement = connection.createStatement();
        var row = statement.executeQuery(IDENTITY)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "tell the copy from the database");
    }
  }

  /** Last things first, so that the next rehearsal finds what this one found. */
  private void takeBack(List<Change> changes, Connection connection) {
    var journal = new Journal(connection);
    Applier applier = Engine.applier(connection, options, listener);
    var settlement = new Settlement(journal, applier, listener, Settlement.Counts.TAKE_BACK);
    applier.begin();
    try {
      for (Change change : changes.reversed()) {
        if (change.state() == ChangeState.KEPT) {
          settlement.rollBack(
              change, "passed: " + change.outcome().orElse("kept") + "; the rehearsal is over");
        }
      }
    } finally {
      applier.end();
    }
  }

  /** A copy without room, or without an extension, says nothing about an index. */
  private static boolean isJudged(Change change) {
    return change.state() == ChangeState.ROLLED_BACK && !Settlement.wasInterrupted(change);
  }

  private static Result result(Findings findings, Outcome outcome) {
    var passed = new ArrayList<Recommendation>();
    Map<Recommendation, String> refused = new LinkedHashMap<>();
    for (Recommendation recommendation : findings.advice().recommendations()) {
      boolean isOther = recommendation instanceof Recommendation.StoredCount;
      var its =
          outcome.changes().stream()
              .filter(c -> c.table().equals(recommendation.table()))
              .filter(c -> c.index().equals(recommendation.index()))
              .findFirst();
      if (isOther || its.filter(c -> c.state() == ChangeState.KEPT).isPresent()) {
        passed.add(recommendation);
      } else {
        refused.put(
            recommendation,
            its.filter(Rehearsal::isJudged).map(_ -> REJECTED).orElse("not rehearsed: ")
                + its.flatMap(Change::outcome)
                    .orElseGet(() -> String.join("; ", outcome.stopped())));
      }
    }
    return new Result(findings.with(findings.advice().with(passed)), refused);
  }
}
