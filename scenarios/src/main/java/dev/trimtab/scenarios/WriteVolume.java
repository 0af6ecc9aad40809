package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/**
 * How much write-ahead log the writes of a workload make: what indexes cost those who write,
 * without the noise of a clock. Rolled back writes log what committed ones do.
 */
public final class WriteVolume {

  private static final int DRAWS = 20;

  private final long seed;

  public WriteVolume(long seed) {
    this.seed = seed;
  }

  /**
   * Returns the bytes per hour of the application.
   *
   * @param connection in autocommit mode, and so again afterwards; nobody else should write
   */
  public double bytesPerHour(Connection connection, Workload workload) {
    try {
      connection.setAutoCommit(false);
      double sum = 0;
      for (WorkloadStatement write : writes(workload)) {
        sum += bytesPerHour(connection, write, connection::rollback);
      }
      connection.rollback();
      connection.setAutoCommit(true);
      return sum;
    } catch (SQLException e) {
      throw ScenarioException.statement("measuring the log", 0, e);
    }
  }

  /**
   * Returns the bytes per hour that an index adds to the log: what the same writes log with it and
   * without it. Without it means in a transaction that drops the index and is rolled back, so
   * nobody else should use the table.
   *
   * @param connection in autocommit mode, and so again afterwards
   * @param index its name, qualified and quoted
   */
  public double bytesPerHourOf(Connection connection, Workload workload, String index) {
    // Whoever writes first also sets hints and clears maps, which the second finds done.
    inOneTransaction(connection, workload, "SELECT 1");
    double with = inOneTransaction(connection, workload, "SELECT 1");
    return with - inOneTransaction(connection, workload, "DROP INDEX " + index);
  }

  private double inOneTransaction(Connection connection, Workload workload, String first) {
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(first);
      double sum = 0;
      for (WorkloadStatement write : writes(workload)) {
        Savepoint clean = connection.setSavepoint();
        sum += bytesPerHour(connection, write, () -> connection.rollback(clean));
      }
      connection.rollback();
      connection.setAutoCommit(true);
      return sum;
    } catch (SQLException e) {
      throw ScenarioException.statement(first, 0, e);
    }
  }

  private static List<WorkloadStatement> writes(Workload workload) {
    return workload.statements().stream()
        .filter(statement -> statement.kind() == WorkloadStatement.Kind.WRITE)
        .toList();
  }

  /** Takes back what a statement wrote. */
  @FunctionalInterface
  private interface Undo {
    void run() throws SQLException;
  }

  /** Returns the bytes per hour of one statement, in a transaction that is begun. */
  private double bytesPerHour(Connection connection, WorkloadStatement statement, Undo undo) {
    var random = Draws.of(seed, statement.name(), 1);
    try {
      long before = position(connection);
      try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
        for (int i = 0; i < DRAWS; i++) {
          List<Object> values = statement.parameters().draw(random);
          for (int v = 0; v < values.size(); v++) {
            prepared.setObject(v + 1, values.get(v));
          }
          prepared.execute();
          undo.run();
        }
      }
      return (double) (position(connection) - before) / DRAWS * statement.callsPerHour();
    } catch (SQLException e) {
      throw ScenarioException.statement(statement.name(), 0, e);
    }
  }

  private static long position(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      rows.next();
      return rows.getBigDecimal(1).longValueExact();
    }
  }
}
