package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
    double sum = 0;
    for (WorkloadStatement statement : workload.statements()) {
      if (statement.kind() == WorkloadStatement.Kind.WRITE) {
        sum += bytesPerCall(connection, statement) * statement.callsPerHour();
      }
    }
    return sum;
  }

  private double bytesPerCall(Connection connection, WorkloadStatement statement) {
    var random = Draws.of(seed, statement.name(), 1);
    try {
      connection.setAutoCommit(false);
      long before = position(connection);
      try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
        for (int i = 0; i < DRAWS; i++) {
          List<Object> values = statement.parameters().draw(random);
          for (int v = 0; v < values.size(); v++) {
            prepared.setObject(v + 1, values.get(v));
          }
          prepared.execute();
          connection.rollback();
        }
      }
      long after = position(connection);
      connection.rollback();
      connection.setAutoCommit(true);
      return (double) (after - before) / DRAWS;
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
