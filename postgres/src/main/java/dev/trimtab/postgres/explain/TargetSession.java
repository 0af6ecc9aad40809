package dev.trimtab.postgres.explain;

import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.observe.JdbcText;
import dev.trimtab.postgres.observe.SqlStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Plans and measures statements on the target with real parameters. Everything runs in a
 * transaction that is rolled back, under a {@code statement_timeout}; reads in a read-only one.
 *
 * <p>Parameters travel as parameters of the protocol, untyped, so that the server deduces the types
 * it would for the application. The planner sees their values, as it does in a custom plan.
 */
public final class TargetSession {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SYNTAX_ERROR = "42601";

  private static final String PLAN = "EXPLAIN (FORMAT JSON) ";

  private static final String ANALYZE =
      "EXPLAIN (ANALYZE, TIMING OFF, BUFFERS, SETTINGS, FORMAT JSON) ";

  private final Connection connection;

  public TargetSession(Connection connection) {
    this.connection = connection;
  }

  /** Returns the target's plan; runs nothing. */
  public ExplainedPlan plan(Binding binding) throws SQLException {
    return ExplainedPlan.read(explain(PLAN, binding, false, Duration.ofSeconds(10)));
  }

  /**
   * What one run took.
   *
   * @param millis planning and execution on the server
   * @param plan the plan that was run
   */
  public record Run(double millis, ExplainedPlan plan) {

    private static Run read(String json) {
      JsonNode root = JSON.readTree(json).get(0);
      double millis = root.get("Planning Time").asDouble() + root.get("Execution Time").asDouble();
      return new Run(millis, ExplainedPlan.read(json));
    }
  }

  /**
   * Runs the statement once and takes its effects back.
   *
   * @param isWrite whether it needs to write
   * @param timeout how long it may take; SQLSTATE 57014 if it took longer
   */
  public Run run(Binding binding, boolean isWrite, Duration timeout) throws SQLException {
    return Run.read(explain(ANALYZE, binding, isWrite, timeout));
  }

  /**
   * Runs the statement once as if an index were not there: in a transaction that drops the index
   * and is rolled back. Until then nobody else can use the table; if this process stops meanwhile,
   * the server ends the session after a second.
   *
   * @param lockTimeout how long to wait for the table; SQLSTATE 55P03 if that was not enough
   * @param timeout how long the statement may take; SQLSTATE 57014 if it took longer
   */
  public Run runWithout(TableName index, Binding binding, Duration lockTimeout, Duration timeout)
      throws SQLException {
    JdbcText text = text(binding);
    return rolledBack(
        """
        SET TRANSACTION READ WRITE; SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d;
        SET LOCAL idle_in_transaction_session_timeout = 1000;
        DROP INDEX /* trimtab */ %s
        """
            .formatted(lockTimeout.toMillis(), timeout.toMillis(), index.toSql()),
        () -> {
          // The first planning after a drop reads the catalog again; that is not the statement's.
          ask(PLAN, text, binding);
          return Run.read(ask(ANALYZE, text, binding));
        });
  }

  private String explain(String prefix, Binding binding, boolean isWrite, Duration timeout)
      throws SQLException {
    JdbcText text = text(binding);
    return rolledBack(
        "SET TRANSACTION READ %s; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = '2s'"
            .formatted(isWrite ? "WRITE" : "ONLY", timeout.toMillis()),
        () -> ask(prefix, text, binding));
  }

  private static JdbcText text(Binding binding) throws SQLException {
    refuseSeveral(binding.text());
    return JdbcText.of(binding.text().strip().replaceFirst(";\\s*$", ""));
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T rolledBack(String setUp, Work<T> work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      try (var statement = connection.createStatement()) {
        statement.execute(setUp);
      }
      return work.run();
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  private String ask(String prefix, JdbcText text, Binding binding) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(prefix + text.sql())) {
      for (int i = 0; i < text.order().size(); i++) {
        Optional<String> value = binding.values().get(text.order().get(i) - 1);
        if (value.isPresent()) {
          statement.setObject(i + 1, value.get(), Types.OTHER);
        } else {
          statement.setNull(i + 1, Types.OTHER);
        }
      }
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** {@code EXPLAIN} holds for the first statement only; what follows it would be run. */
  private static void refuseSeveral(String text) throws SQLException {
    if (!SqlStatements.isOne(text)) {
      throw new SQLException("not one statement but several; none was run", SYNTAX_ERROR);
    }
  }
}
