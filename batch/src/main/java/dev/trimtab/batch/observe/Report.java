package dev.trimtab.batch.observe;

import java.util.List;

/**
 * What a unit of work did.
 *
 * @param unit what the application calls it; empty if it does not
 * @param executions statements that travelled to the server; those of one JDBC batch count as one
 * @param statements each of them with its executions, first come first, if that was asked for;
 *     otherwise empty, because most units end without anybody looking
 * @param findings what it could have done in fewer
 */
public record Report(
    String unit, int executions, List<Statement> statements, List<Finding> findings) {

  public Report {
    statements = List.copyOf(statements);
    findings = List.copyOf(findings);
  }

  /** A statement and how often it travelled. */
  public record Statement(String sql, int executions) {}
}
