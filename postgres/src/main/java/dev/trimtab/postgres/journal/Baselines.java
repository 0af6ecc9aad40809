package dev.trimtab.postgres.journal;

import dev.trimtab.core.watch.Counters;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server's counters said before changes were made, kept beside the journal: what
 * statements are compared with when they are watched later. One set per run.
 */
public final class Baselines {

  /** Statements that take next to nothing are not worth a row. */
  private static final int STATEMENTS_MAX = 1_000;

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS trimtab.baseline (
        taken_at timestamptz NOT NULL,
        statement_id text NOT NULL,
        calls double precision NOT NULL,
        millis double precision NOT NULL,
        squares double precision NOT NULL,
        PRIMARY KEY (taken_at, statement_id))
      """;

  private final Connection connection;

  /** Uses a connection in autocommit mode; it stays open. */
  public Baselines(Connection connection) {
    this.connection = connection;
  }

  /** Keeps the counters of now. The journal must be there. */
  public void keep(Map<String, Counters> counters) {
    Map<String, Counters> kept = new HashMap<>(counters);
    // A run that could not read the counters has no baseline, and not the one before it.
    kept.put("", Counters.NONE);
    try (var statement = connection.createStatement()) {
      if (!exists()) {
        statement.execute(SCHEMA);
      }
      try (var insert =
          connection.prepareStatement(
              "INSERT /* trimtab */ INTO trimtab.baseline VALUES (now(), ?, ?, ?, ?)")) {
        connection.setAutoCommit(false);
        for (var entry :
            kept.entrySet().stream()
                .sorted(
                    Comparator.comparingDouble(
                        (Map.Entry<String, Counters> e) -> -e.getValue().millis()))
                .limit(STATEMENTS_MAX)
                .toList()) {
          insert.setString(1, entry.getKey());
          insert.setDouble(2, entry.getValue().calls());
          insert.setDouble(3, entry.getValue().millis());
          insert.setDouble(4, entry.getValue().squares());
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "keep what statements took before the changes");
    }
  }

  /** Asked first, because making a table takes a right that writing to it does not. */
  private boolean exists() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT /* trimtab */ to_regclass('trimtab.baseline')")) {
      return row.next() && row.getString(1) != null;
    }
  }

  /** Returns the newest set that was kept before a moment; empty if there is none. */
  public Map<String, Counters> before(Instant moment) {
    String sql =
        """
        SELECT /* trimtab */ statement_id, calls, millis, squares FROM trimtab.baseline
        WHERE taken_at = (SELECT max(taken_at) FROM trimtab.baseline WHERE taken_at <= ?)
        """;
    var result = new HashMap<String, Counters>();
    try {
      if (!exists()) {
        return result;
      }
      try (var select = connection.prepareStatement(sql)) {
        select.setTimestamp(1, Timestamp.from(moment));
        try (var rows = select.executeQuery()) {
          while (rows.next()) {
            result.put(
                rows.getString(1),
                new Counters(rows.getDouble(2), rows.getDouble(3), rows.getDouble(4)));
          }
        }
      }
      result.remove("");
      return result;
    } catch (SQLException e) {
      throw TrimtabException.from(e, "read what statements took before the changes");
    }
  }
}
