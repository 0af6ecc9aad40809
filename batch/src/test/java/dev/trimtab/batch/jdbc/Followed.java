package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database whose loops are followed, beside the same without. */
final class Followed {

  /** Transactions until what can be run ahead is. */
  private static final int LEARNING = 5;

  private final AutomaticBatching automatic;
  private final AtomicInteger executions = new AtomicInteger();
  private final DataSource plain;
  private final DataSource source;

  /** What an application does in a transaction, and what it finds. */
  interface Work {
    List<String> run(Connection connection) throws SQLException;
  }

  /** What is done for a row. */
  interface Each {
    void of(int id) throws SQLException;
  }

  Followed(TestPostgres server, String database, String role, AutomaticSettings settings) {
    automatic = new AutomaticBatching(settings);
    var its = new PGSimpleDataSource();
    its.setUrl(server.url(database, role));
    plain = its;
    source =
        new ObservedDataSource(
            its,
            new Observer(automatic.before(report -> executions.addAndGet(report.executions()))),
            automatic);
  }

  List<LoopState> loops() {
    return automatic.loops();
  }

  DataSource source() {
    return source;
  }

  List<String> plainly(Work work) throws SQLException {
    return in(plain, work, Connection.TRANSACTION_REPEATABLE_READ, true);
  }

  List<String> transaction(Work work) throws SQLException {
    return in(source, work, Connection.TRANSACTION_REPEATABLE_READ, true);
  }

  List<String> rolledBack(Work work) throws SQLException {
    return in(source, work, Connection.TRANSACTION_REPEATABLE_READ, false);
  }

  List<String> in(int isolation, Work work) throws SQLException {
    return in(source, work, isolation, true);
  }

  private static List<String> in(DataSource from, Work work, int isolation, boolean isKept)
      throws SQLException {
    try (Connection connection = from.getConnection()) {
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
      List<String> found = work.run(connection);
      if (isKept) {
        connection.commit();
      } else {
        connection.rollback();
      }
      return found;
    }
  }

  /** Runs work until what can be run ahead is. */
  void learn(Work work) throws SQLException {
    for (int i = 0; i < LEARNING; i++) {
      transaction(work);
    }
  }

  /** Returns how many statements a run takes. */
  int executions(Work work) throws SQLException {
    int before = executions.get();
    transaction(work);
    return executions.get() - before;
  }

  /** Returns how many statements something takes that ends with a connection given back. */
  int executionsOf(Callable<?> work, Connection connection) throws Exception {
    int before = executions.get();
    Object _ = work.call();
    connection.close();
    return executions.get() - before;
  }

  /** A row as text, with a mark for NULL. */
  static String text(ResultSet rows) throws SQLException {
    var text = new StringBuilder();
    int columns = rows.getMetaData().getColumnCount();
    for (int i = 1; i <= columns; i++) {
      // The driver itself has two texts of these, one after few executions and one after many.
      String value =
          switch (rows.getObject(i)) {
            case Double number -> number.toString();
            case byte[] bytes -> Arrays.toString(bytes);
            case Array array -> Arrays.deepToString((Object[]) array.getArray());
            case null, default -> rows.getString(i);
          };
      text.append(value == null ? "∅" : value).append('|');
    }
    return text.toString();
  }
}
