package dev.trimtab.scenarios;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.batch.observe.UnitListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs code in transactions that are rolled back, and asks the server how many statements reached
 * it ({@code pg_stat_statements.calls}): those that read or write rows. What begins and ends
 * transactions is left out, and so are the savepoints that travel in the messages of loops run
 * ahead. Needs that extension, and a role that may reset it.
 */
public final class BatchedRuns {

  /**
   * The first runs warm caches; a loop is examined and compared in them, before it is run ahead.
   */
  private static final int WARM = 6;

  private static final int RUNS = 9;

  private static final String REACHED =
      """
      SELECT coalesce(sum(calls), 0)
      FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname = current_database() AND query ~* '^\\s*(SELECT|WITH|INSERT)'
        AND query NOT LIKE '%pg_stat_statements%'
      """;

  private final DataSource source;
  private final long seed;

  public BatchedRuns(String url, String user, String password, long seed) {
    var driver = new PGSimpleDataSource();
    driver.setUrl(url);
    driver.setUser(user);
    driver.setPassword(password);
    this.source = driver;
    this.seed = seed;
  }

  /**
   * What one run takes.
   *
   * @param millis of every run, in order
   * @param statements that reached the server, per run
   * @param digest of what all runs read or wrote
   */
  public record Result(List<Double> millis, double statements, int digest) {

    public Result {
      millis = List.copyOf(millis);
    }
  }

  /** Runs code as it is. */
  public Result plain(String work, BatchedCode.Code code) {
    return run(source, work, code);
  }

  /** Runs the same code with its loops run ahead, once they are known. */
  public Result ahead(String work, BatchedCode.Code code) {
    var automatic = new AutomaticBatching(AutomaticSettings.STANDARD);
    var observer = new Observer(automatic.before(UnitListener.SILENT));
    return run(new ObservedDataSource(source, observer, automatic), work, code);
  }

  private Result run(DataSource through, String work, BatchedCode.Code code) {
    var millis = new ArrayList<Double>();
    int digest = 0;
    try (Connection counting = source.getConnection()) {
      for (int run = -WARM; run < RUNS; run++) {
        if (run == 0) {
          reset(counting);
        }
        // A unit of work each: that is what is observed.
        try (Connection connection = through.getConnection()) {
          connection.setAutoCommit(false);
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          var random = Draws.of(seed, work, run + WARM);
          long start = System.nanoTime();
          int its = code.run(connection, random);
          double took = (System.nanoTime() - start) / 1e6;
          connection.rollback();
          if (run >= 0) {
            millis.add(took);
            digest = 31 * digest + its;
          }
        }
      }
      return new Result(millis, reached(counting) / RUNS, digest);
    } catch (SQLException e) {
      throw ScenarioException.statement(work, millis.size(), e);
    }
  }

  private static void reset(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_statements_reset()");
    }
  }

  private static double reached(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(REACHED)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
