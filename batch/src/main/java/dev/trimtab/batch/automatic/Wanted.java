package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.AutomaticBatching.Statement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.TransactionState;

/** Statements of one connection that the server is to be asked about, between transactions. */
final class Wanted {

  /** Statements of one transaction that are looked into when it is over. */
  private static final int STATEMENTS_MAX = 16;

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final Set<Statement> statements = new LinkedHashSet<>();

  Wanted(AutomaticBatching automatic, BaseConnection connection) {
    this.automatic = automatic;
    this.connection = connection;
  }

  void add(Statement statement) {
    if (statements.size() < STATEMENTS_MAX) {
      statements.add(statement);
    }
  }

  /** Asks, if no transaction is going on. */
  void examine() {
    if (statements.isEmpty() || connection.getTransactionState() != TransactionState.IDLE) {
      return;
    }
    List<Statement> all = List.copyOf(statements);
    statements.clear();
    try {
      boolean commits = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        for (Statement statement : all) {
          automatic.judge(statement, verdict(statement));
        }
      } finally {
        connection.setAutoCommit(commits);
      }
    } catch (SQLException e) {
      // It is looked into the next time; what the application does next will show what is wrong.
      statements.clear();
    }
  }

  private Verdict verdict(Statement statement) throws SQLException {
    Optional<List<ParameterType>> types = statement.parameterTypes();
    Optional<NativeQuery> query = LoopSql.parsed(connection, statement.sql());
    if (types.isEmpty() || query.isEmpty()) {
      return new Verdict.Refused("is not one SELECT with values of known types", automatic.now());
    }
    return Examiner.examine(connection, query.get().nativeSql, types.get(), automatic.now());
  }
}
