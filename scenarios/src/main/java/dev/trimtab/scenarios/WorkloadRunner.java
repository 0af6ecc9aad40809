package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Runs a workload and measures it from the client's side, rows fetched.
 *
 * <p>Parameters of a statement depend on the seed and its name only, so two runs with one seed run
 * the very same statements; {@link #repeat} also runs as many of them. Writes are rolled back. The
 * clock covers execution and fetching, not the rollback.
 *
 * <p>Each distinct execution is a draw. Draws are made until the budget of the statement is spent,
 * at least {@link Limits#drawsMin}; what remains of the budget repeats all of them in turn, so that
 * every draw counts equally. Not thread-safe: it owns the connection while it runs.
 */
public final class WorkloadRunner {

  /**
   * What one statement may cost.
   *
   * @param drawsMin at least so many different parameters, whatever the budget says
   * @param drawsMax at most so many different parameters
   * @param budget time per statement, after which no further draw is begun
   * @param timeout one execution that takes longer is cancelled by the server and fails the run
   */
  public record Limits(int drawsMin, int drawsMax, Duration budget, Duration timeout) {

    /** About 12 s for a hundred statements; see the measurement in {@code docs/scenarios.md}. */
    public static final Limits STANDARD =
        new Limits(3, 25, Duration.ofMillis(100), Duration.ofSeconds(30));

    public Limits {
      if (drawsMin < 1 || drawsMax < drawsMin || budget.isNegative() || timeout.toMillis() < 1) {
        throw new IllegalArgumentException(
            "need 1 <= drawsMin <= drawsMax, a budget and a timeout, got %d, %d, %s, %s"
                .formatted(drawsMin, drawsMax, budget, timeout));
      }
    }
  }

  private static final int ROUNDS_MAX = 20;

  private final Limits limits;
  private final long seed;
  private final LongSupplier nanoClock;

  public WorkloadRunner(Limits limits, long seed, LongSupplier nanoClock) {
    this.limits = limits;
    this.seed = seed;
    this.nanoClock = nanoClock;
  }

  /**
   * Runs every statement within the limits.
   *
   * @throws ScenarioException naming the statement and the SQLSTATE
   * @throws InterruptedException between two executions; nothing has changed in the database
   */
  public WorkloadResult run(Connection connection, Workload workload, ProgressListener listener)
      throws InterruptedException {
    return run(connection, workload, listener, _ -> 0);
  }

  /**
   * Runs what an earlier run ran: the same draws of the same statements, however long they take
   * now.
   *
   * @param earlier of a runner with the same seed and the same workload
   */
  public WorkloadResult repeat(
      Connection connection, Workload workload, WorkloadResult earlier, ProgressListener listener)
      throws InterruptedException {
    return run(
        connection,
        workload,
        listener,
        statement -> earlier.find(statement.name()).map(StatementResult::draws).orElse(0));
  }

  private WorkloadResult run(
      Connection connection,
      Workload workload,
      ProgressListener listener,
      ToIntFunction<WorkloadStatement> draws)
      throws InterruptedException {
    var results = new ArrayList<StatementResult>();
    var statements = workload.statements();
    try (var session = new Session(connection, limits.timeout())) {
      for (var statement : statements) {
        long start = nanoClock.getAsLong();
        var result = measure(session, statement, draws.applyAsInt(statement));
        results.add(result);
        listener.finished(
            new Progress(
                statement.name(),
                results.size(),
                statements.size(),
                result.executions(),
                Duration.ofNanos(nanoClock.getAsLong() - start)));
      }
    }
    return new WorkloadResult(results);
  }

  /**
   * Measures one statement.
   *
   * @param drawsFixed how many draws, or 0 to let the budget decide
   */
  private StatementResult measure(Session session, WorkloadStatement statement, int drawsFixed)
      throws InterruptedException {
    long deadline = nanoClock.getAsLong() + limits.budget().toNanos();
    var random = Draws.of(seed, statement.name(), 0);
    var parameters = new ArrayList<List<Object>>();
    var nanos = new ArrayList<Long>();
    long rows = 0;
    try (var prepared = session.prepare(statement)) {
      while (wantsDraw(parameters.size(), drawsFixed, deadline)) {
        parameters.add(statement.parameters().draw(random));
        var execution = execute(prepared, statement, parameters.getLast(), nanos.size());
        nanos.add(execution.nanos());
        rows += execution.rows();
      }
      for (int round = 1; round < ROUNDS_MAX && nanoClock.getAsLong() < deadline; round++) {
        for (var repeated : parameters) {
          nanos.add(execute(prepared, statement, repeated, nanos.size()).nanos());
        }
      }
    } catch (SQLException e) {
      throw ScenarioException.statement(statement.name(), nanos.size(), e);
    }
    return StatementResult.of(statement, parameters.size(), rows, nanos);
  }

  private boolean wantsDraw(int made, int fixed, long deadline) {
    if (fixed > 0) {
      return made < fixed;
    }
    return made < limits.drawsMin()
        || (made < limits.drawsMax() && nanoClock.getAsLong() < deadline);
  }

  private record Execution(long nanos, long rows) {}

  private Execution execute(
      PreparedStatement prepared, WorkloadStatement statement, List<Object> parameters, int number)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "stopped before execution %d of %s".formatted(number, statement.name()));
    }
    try {
      for (int i = 0; i < parameters.size(); i++) {
        prepared.setObject(i + 1, parameters.get(i));
      }
      long start = nanoClock.getAsLong();
      long rows = executeAndFetch(prepared);
      long nanos = nanoClock.getAsLong() - start;
      // Reads too: one transaction each, as the application would have it.
      prepared.getConnection().rollback();
      return new Execution(nanos, rows);
    } catch (SQLException e) {
      throw ScenarioException.statement(statement.name(), number, e);
    }
  }

  private static long executeAndFetch(PreparedStatement prepared) throws SQLException {
    if (!prepared.execute()) {
      return prepared.getUpdateCount();
    }
    long rows = 0;
    try (var result = prepared.getResultSet()) {
      while (result.next()) {
        rows++;
      }
    }
    return rows;
  }

  /**
   * The connection with a transaction per execution and a timeout, put back as it was at the end.
   */
  private static final class Session implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommitBefore;

    Session(Connection connection, Duration timeout) {
      this.connection = connection;
      try {
        autoCommitBefore = connection.getAutoCommit();
        connection.setAutoCommit(true);
        set("SET statement_timeout = " + timeout.toMillis());
        connection.setAutoCommit(false);
      } catch (SQLException e) {
        throw ScenarioException.statement("session.begin", 0, e);
      }
    }

    PreparedStatement prepare(WorkloadStatement statement) throws SQLException {
      return connection.prepareStatement(statement.sql());
    }

    @Override
    public void close() {
      try {
        connection.rollback();
        connection.setAutoCommit(true);
        set("RESET statement_timeout");
        connection.setAutoCommit(autoCommitBefore);
      } catch (SQLException e) {
        throw ScenarioException.statement("session.end", 0, e);
      }
    }

    private void set(String sql) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
