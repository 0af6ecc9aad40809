package dev.trimtab.engine;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Workload;
import java.time.Duration;
import java.util.List;

/**
 * Everything that was learned before anything is changed.
 *
 * @param snapshot the database as observed
 * @param workload what is asked of it
 * @param understood the statements that were understood, with their parameter values
 * @param notUnderstood statements the twin could not read, one sentence each
 * @param advice what to change
 * @param statementAdvice what to change in statements, where no index helps
 * @param agreement how far the twin is to be believed
 * @param twinVersion version of the twin's server, such as {@code 18.6}
 * @param twinGaps what the twin lacks, by name
 * @param took how long observing, understanding and proposing took in all
 */
public record Findings(
    Snapshot snapshot,
    Workload workload,
    List<AnalyzedStatement> understood,
    List<String> notUnderstood,
    Advice advice,
    List<StatementAdvice> statementAdvice,
    Agreement agreement,
    String twinVersion,
    List<String> twinGaps,
    Duration took) {

  public Findings {
    understood = List.copyOf(understood);
    notUnderstood = List.copyOf(notUnderstood);
    statementAdvice = List.copyOf(statementAdvice);
    twinGaps = List.copyOf(twinGaps);
  }

  /** Returns these findings with other advice: a part of their own. */
  Findings with(Advice newAdvice) {
    return new Findings(
        snapshot,
        workload,
        understood,
        notUnderstood,
        newAdvice,
        statementAdvice,
        agreement,
        twinVersion,
        twinGaps,
        took);
  }

  /**
   * Returns these findings with the advice of a later turn after their own. Advice on statements is
   * the first turn's, which saw all of them.
   */
  Findings followedBy(Findings later) {
    return new Findings(
        snapshot,
        workload,
        understood,
        notUnderstood,
        advice.followedBy(later.advice),
        statementAdvice,
        agreement,
        twinVersion,
        twinGaps,
        took.plus(later.took));
  }
}
