package dev.trimtab.postgres.apply;

import dev.trimtab.core.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Says who holds locks on a table, oldest transaction first: {@code pg_locks} and {@code
 * pg_stat_activity}. A concurrent build also waits for transactions that hold an older snapshot,
 * whatever table they are on, so the oldest of those is named if nobody holds the table.
 */
final class Blockers {

  private static final String HOLDERS =
      """
      SELECT a.pid, a.usename, a.state,
             extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS age, l.mode
      FROM pg_stat_activity a
      LEFT JOIN pg_locks l ON l.pid = a.pid AND l.granted AND l.relation = to_regclass(?)
      WHERE a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
        AND (l.pid IS NOT NULL OR a.datname = current_database() AND a.backend_xmin IS NOT NULL)
      ORDER BY l.pid IS NULL, a.xact_start LIMIT 1
      """;

  private Blockers() {}

  /** Returns one clause for an error message. */
  static Optional<String> of(Connection connection, TableName table) {
    try (var select = connection.prepareStatement(HOLDERS)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        String mode = rows.getString("mode");
        return Optional.of(
            "pid %d (%s, %s) %s in a transaction open for %d s"
                .formatted(
                    rows.getInt("pid"),
                    rows.getString("usename"),
                    rows.getString("state"),
                    mode == null ? "keeps an old snapshot" : "holds " + mode,
                    rows.getLong("age")));
      }
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
