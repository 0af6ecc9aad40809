package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills an empty schema as fast as one connection can: tables, {@code COPY}, then constraints, then
 * {@code VACUUM ANALYZE}.
 *
 * <p>Everything before the vacuum is one transaction. A failed load therefore leaves nothing
 * behind, and {@code COPY (FREEZE)} is allowed, which spares the vacuum from rewriting every page.
 * Building an index on loaded rows sorts once; keeping it up to date per row would cost several
 * times more.
 */
public final class BulkLoad {

  private static final String SETTINGS =
      """
      SET LOCAL maintenance_work_mem = '256MB';
      SET LOCAL work_mem = '128MB';
      SET LOCAL synchronous_commit = off;
      """;

  private final Connection connection;
  private final ProgressListener listener;
  private final LongSupplier nanoClock;

  public BulkLoad(Connection connection, ProgressListener listener, LongSupplier nanoClock) {
    this.connection = connection;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /**
   * Runs the load.
   *
   * @param tablesSql types and tables without constraints that need an index
   * @param constraintsSql the constraints
   * @param tables in the order in which they are reported
   */
  public void run(String tablesSql, String constraintsSql, List<TableRows> tables, long seed) {
    int steps = tables.size() + 2;
    inTransaction(() -> {
      execute("settings of the load", SETTINGS);
      execute("tables", tablesSql);
      for (int i = 0; i < tables.size(); i++) {
        copy(tables.get(i), seed, i + 1, steps);
      }
      long start = nanoClock.getAsLong();
      execute("constraints", constraintsSql);
      tables.forEach(this::moveSequence);
      report("constraints", steps - 1, steps, 0, start);
    });
    long start = nanoClock.getAsLong();
    var names = tables.stream().map(TableRows::table).toList();
    execute("vacuum", "VACUUM (ANALYZE) " + String.join(", ", names));
    report("vacuum and analyze", steps, steps, 0, start);
  }

  private void inTransaction(Runnable work) {
    try {
      if (!connection.getAutoCommit()) {
        throw new IllegalArgumentException("a load needs a connection in autocommit mode");
      }
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } finally {
        // After a commit there is nothing left to roll back; after a failure everything is.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw ScenarioException.load("transaction of the load", e);
    }
  }

  private void copy(TableRows table, long seed, int step, int steps) {
    long start = nanoClock.getAsLong();
    String sql = "COPY %s (%s) FROM STDIN WITH (FREEZE)".formatted(table.table(), table.columns());
    try {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      try {
        long rows = table.writeTo(copy::writeToCopy, seed);
        copy.endCopy();
        report(table.table(), step, steps, rows, start);
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw ScenarioException.load(table.table(), e);
    }
  }

  /** Lets an identity column continue after the loaded keys; does nothing where there is none. */
  private void moveSequence(TableRows table) {
    String sequence = sequenceOf(table.table());
    if (!sequence.isEmpty()) {
      execute(
          "sequence of " + table.table(),
          "SELECT setval('%s', (SELECT max(id) FROM %s))".formatted(sequence, table.table()));
    }
  }

  private String sequenceOf(String table) {
    String sql =
        """
        SELECT coalesce(max(pg_get_serial_sequence(attrelid::regclass::text, attname)), '')
        FROM pg_attribute
        WHERE attrelid = to_regclass(?) AND attname = 'id' AND attidentity <> ''
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (var result = statement.executeQuery()) {
        return result.next() ? result.getString(1) : "";
      }
    } catch (SQLException e) {
      throw ScenarioException.load("sequence of " + table, e);
    }
  }

  private void execute(String subject, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw ScenarioException.load(subject, e);
    }
  }

  private void report(String subject, int step, int steps, long count, long startNanos) {
    var elapsed = Duration.ofNanos(nanoClock.getAsLong() - startNanos);
    listener.finished(new Progress(subject, step, steps, count, elapsed));
  }
}
