package dev.trimtab.cli.report;

import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.workload.ShownSql;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Findings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Findings as they may be shown around: a server log gives statements with the values of rows in
 * them, and so may a file. The definition of an index keeps its literals; without them it would be
 * another index.
 */
final class WithoutValues {

  private WithoutValues() {}

  static Findings of(Findings findings) {
    Workload workload = findings.workload();
    Map<String, String> originals =
        workload.statements().stream()
            .collect(Collectors.toMap(Statement::id, Statement::text, (first, _) -> first));
    return new Findings(
        findings.snapshot(),
        new Workload(
            workload.source(),
            workload.period(),
            workload.statements().stream().map(WithoutValues::of).toList(),
            workload.skipped()),
        findings.understood(),
        findings.notUnderstood(),
        findings.advice(),
        findings.statementAdvice().stream().map(advice -> of(advice, originals)).toList(),
        findings.agreement(),
        findings.twinVersion(),
        findings.twinGaps(),
        findings.took());
  }

  private static Statement of(Statement statement) {
    return new Statement(
        statement.id(),
        ShownSql.of(statement.text()),
        statement.calls(),
        statement.time(),
        List.of());
  }

  private static StatementAdvice of(StatementAdvice advice, Map<String, String> originals) {
    String original =
        advice.statementIds().stream()
            .map(id -> originals.getOrDefault(id, ""))
            .collect(Collectors.joining("\n"));
    return new StatementAdvice(
        advice.kind(),
        advice.statementIds(),
        advice.reason(),
        advice.rewrite().map(rewrite -> ShownSql.rewritten(rewrite, original)),
        advice.condition(),
        advice.costNow(),
        advice.costThen());
  }
}
