package dev.trimtab.postgres.observe;

import dev.trimtab.core.loop.RowCounters;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.watch.Counters;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnSql;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code pg_stat_statements} has counted until now, and who counted: one look of many at the
 * same server.
 *
 * @param serverStart when the server began; another moment is another server, or the same after a
 *     restart
 * @param inRecovery whether it is a standby, which can be looked at but not changed
 * @param counters by query id, the statements of this database but not ours
 */
public record StatementCounters(
    Instant serverStart, boolean inRecovery, Map<String, Counters> counters) {

  private static final String SCHEMA =
      """
      SELECT /* trimtab */ n.nspname, pg_postmaster_start_time(), pg_is_in_recovery()
      FROM (VALUES (true)) one
      LEFT JOIN pg_extension e ON e.extname = 'pg_stat_statements'
      LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
      """;

  private static final String ROWS =
      """
      SELECT /* trimtab */ queryid, sum(calls), sum(rows), sum(total_exec_time)
      FROM EXTENSION_SCHEMA.pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND queryid IS NOT NULL AND query NOT LIKE '%OUR_MARK%'
      GROUP BY queryid
      """;

  private static final String COUNTERS =
      """
      SELECT /* trimtab */ queryid, sum(calls), sum(total_exec_time),
             sum(calls * (mean_exec_time * mean_exec_time + stddev_exec_time * stddev_exec_time))
      FROM EXTENSION_SCHEMA.pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND queryid IS NOT NULL AND query NOT LIKE '%OUR_MARK%'
      GROUP BY queryid
      """;

  public StatementCounters {
    counters = Map.copyOf(counters);
  }

  /**
   * Takes a look.
   *
   * @throws TrimtabException {@code EXTENSION_MISSING} if nothing is counted
   */
  public static StatementCounters read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SCHEMA)) {
      row.next();
      Optional<String> schema = Optional.ofNullable(row.getString(1));
      Instant start = row.getTimestamp(2).toInstant();
      boolean inRecovery = row.getBoolean(3);
      if (schema.isEmpty()) {
        throw nothingCounts();
      }
      return new StatementCounters(start, inRecovery, counters(connection, schema.get()));
    }
  }

  private static TrimtabException nothingCounts() {
    return new TrimtabException(
        ErrorCode.EXTENSION_MISSING,
        "nothing counts statements here: run CREATE EXTENSION pg_stat_statements in this"
            + " database; its library belongs into shared_preload_libraries.");
  }

  /**
   * Returns how often each statement was executed and how many rows it returned or wrote, by query
   * id.
   *
   * @throws TrimtabException {@code EXTENSION_MISSING} if nothing is counted
   */
  public static Map<String, RowCounters> rows(Connection connection) throws SQLException {
    String schema;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SCHEMA)) {
      row.next();
      schema = row.getString(1);
    }
    if (schema == null) {
      throw nothingCounts();
    }
    var result = new HashMap<String, RowCounters>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(of(ROWS, schema))) {
      while (rows.next()) {
        result.put(
            rows.getString(1),
            new RowCounters(rows.getDouble(2), rows.getDouble(3), rows.getDouble(4)));
      }
    }
    return result;
  }

  private static String of(String sql, String schema) {
    return sql.replace("EXTENSION_SCHEMA", new Identifier(schema).toSql())
        .replace("OUR_MARK", OwnSql.MARK);
  }

  private static Map<String, Counters> counters(Connection connection, String schema)
      throws SQLException {
    var result = new HashMap<String, Counters>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(of(COUNTERS, schema))) {
      while (rows.next()) {
        result.put(
            rows.getString(1),
            new Counters(rows.getDouble(2), rows.getDouble(3), rows.getDouble(4)));
      }
    }
    return result;
  }
}
