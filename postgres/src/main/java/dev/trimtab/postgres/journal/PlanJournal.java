package dev.trimtab.postgres.journal;

import dev.trimtab.core.change.Change;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * How statements were planned before a change and after it, kept beside the journal in {@code
 * trimtab.plan}: nodes, relations and indexes, no values of the data.
 */
public final class PlanJournal {

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS trimtab.plan (
        change_id bigint NOT NULL REFERENCES trimtab.change ON DELETE CASCADE,
        statement_id text NOT NULL,
        before text NOT NULL,
        after text NOT NULL,
        PRIMARY KEY (change_id, statement_id))
      """;

  /**
   * A statement planned twice.
   *
   * @param before one line per set of parameter values
   * @param after the same with the change
   */
  public record Pair(String statementId, String before, String after) {}

  private final Connection connection;

  /** Uses a connection in autocommit mode; it stays open. */
  public PlanJournal(Connection connection) {
    this.connection = connection;
  }

  private boolean exists() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT /* trimtab */ to_regclass('trimtab.plan')")) {
      return row.next() && row.getString(1) != null;
    }
  }

  /** Keeps plans; those of a second look replace the first. The journal must be there. */
  public void keep(Change change, List<Pair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    try (var statement = connection.createStatement()) {
      if (!exists()) {
        statement.execute(SCHEMA);
      }
      try (var insert =
          connection.prepareStatement(
              """
              INSERT /* trimtab */ INTO trimtab.plan VALUES (?, ?, ?, ?)
              ON CONFLICT (change_id, statement_id) DO UPDATE SET before = excluded.before,
                after = excluded.after
              """)) {
        for (Pair pair : pairs) {
          insert.setLong(1, change.id());
          insert.setString(2, pair.statementId());
          insert.setString(3, pair.before());
          insert.setString(4, pair.after());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "keep the plans of statements");
    }
  }
}
