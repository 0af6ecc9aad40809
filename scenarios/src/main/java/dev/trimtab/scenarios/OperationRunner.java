package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs the steps of an operation one after the other in a transaction that is rolled back, several
 * times with other parameters, and measures the whole from the client's side. Not thread-safe.
 */
public final class OperationRunner {

  /** The first run warms caches and does not count. */
  private static final int RUNS = 7;

  private final long seed;
  private final LongSupplier nanoClock;

  public OperationRunner(long seed, LongSupplier nanoClock) {
    this.seed = seed;
    this.nanoClock = nanoClock;
  }

  /**
   * What one run takes.
   *
   * @param statements sent per run
   * @param rows read or written per run, on average
   */
  public record Result(
      Duration median, Duration min, Duration max, int runs, int statements, double rows) {}

  /**
   * Measures steps.
   *
   * @param connection in autocommit mode, and so again afterwards
   */
  public Result run(Connection connection, String work, List<Operation.Step> steps) {
    var nanos = new ArrayList<Long>();
    long rows = 0;
    try {
      connection.setAutoCommit(false);
      var random = Draws.of(seed, work, 0);
      for (int run = 0; run <= RUNS; run++) {
        long start = nanoClock.getAsLong();
        long its = once(connection, steps, random);
        if (run > 0) {
          nanos.add(nanoClock.getAsLong() - start);
          rows += its;
        }
        connection.rollback();
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw ScenarioException.statement("operation." + work, nanos.size(), e);
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    return new Result(
        Duration.ofNanos(sorted.get(sorted.size() / 2)),
        Duration.ofNanos(sorted.getFirst()),
        Duration.ofNanos(sorted.getLast()),
        RUNS,
        steps.stream().mapToInt(Operation.Step::times).sum(),
        (double) rows / RUNS);
  }

  private static long once(
      Connection connection, List<Operation.Step> steps, RandomGenerator random)
      throws SQLException {
    long rows = 0;
    for (Operation.Step step : steps) {
      try (var prepared = connection.prepareStatement(step.statement().sql())) {
        for (int i = 0; i < step.times(); i++) {
          rows += execute(prepared, step.statement().parameters().draw(random));
        }
      }
    }
    return rows;
  }

  private static long execute(PreparedStatement prepared, List<Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      prepared.setObject(i + 1, parameters.get(i));
    }
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
}
