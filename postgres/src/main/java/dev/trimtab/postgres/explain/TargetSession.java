package dev.trimtab.postgres.explain;

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

  private final Connection connection;

  public TargetSession(Connection connection) {
    this.connection = connection;
  }

  /** Returns the target's plan; runs nothing. */
  public ExplainedPlan plan(Binding binding) throws SQLException {
    return ExplainedPlan.read(
        explain("EXPLAIN (FORMAT JSON) ", binding, false, Duration.ofSeconds(10)));
  }

  /**
   * What one run took.
   *
   * @param millis planning and execution on the server
   * @param plan the plan that was run
   */
  public record Run(double millis, ExplainedPlan plan) {}

  /**
   * Runs the statement once and takes its effects back.
   *
   * @param isWrite whether it needs to write
   * @param timeout how long it may take; SQLSTATE 57014 if it took longer
   */
  public Run run(Binding binding, boolean isWrite, Duration timeout) throws SQLException {
    String json =
        explain(
            "EXPLAIN (ANALYZE, TIMING OFF, BUFFERS, SETTINGS, FORMAT JSON) ",
            binding,
            isWrite,
            timeout);
    JsonNode root = JSON.readTree(json).get(0);
    double millis = root.get("Planning Time").asDouble() + root.get("Execution Time").asDouble();
    return new Run(millis, ExplainedPlan.read(json));
  }

  private String explain(String prefix, Binding binding, boolean isWrite, Duration timeout)
      throws SQLException {
    refuseSeveral(binding.text());
    JdbcText text = JdbcText.of(binding.text().strip().replaceFirst(";\\s*$", ""));
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      try (var statement = connection.createStatement()) {
        statement.execute(
            "SET TRANSACTION READ %s; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = '2s'"
                .formatted(isWrite ? "WRITE" : "ONLY", timeout.toMillis()));
      }
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
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  /** {@code EXPLAIN} holds for the first statement only; what follows it would be run. */
  private static void refuseSeveral(String text) throws SQLException {
    if (!SqlStatements.isOne(text)) {
      throw new SQLException("not one statement but several; none was run", SYNTAX_ERROR);
    }
  }
}
