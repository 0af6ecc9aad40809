package dev.trimtab.postgres.observe;

import dev.trimtab.core.loop.RowCounters;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.watch.Counters;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnSql;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.ResultSet;
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

  /** Another user's executions of the same statement are in another row. */
  private static final String SUMS =
      """
      SELECT /* trimtab */ queryid, sum(calls), sum(rows), sum(total_exec_time),
             sum(calls * (mean_exec_time * mean_exec_time + stddev_exec_time * stddev_exec_time))
      FROM EXTENSION_SCHEMA.pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND queryid IS NOT NULL AND query NOT LIKE '%OUR_MARK%'
      GROUP BY queryid
      """;

  private static final int CALLS = 2;
  private static final int ROWS = 3;
  private static final int MILLIS = 4;
  private static final int SQUARED_MILLIS = 5;

  public StatementCounters {
    counters = Map.copyOf(counters);
  }

  /**
   * Takes a look.
   *
   * @throws TrimtabException {@code EXTENSION_MISSING} if nothing is counted
   */
  public static StatementCounters read(Connection connection) throws SQLException {
    Server server = Server.of(connection);
    return new StatementCounters(
        server.start(),
        server.inRecovery(),
        sums(
            connection,
            server,
            row ->
                new Counters(
                    row.getDouble(CALLS), row.getDouble(MILLIS), row.getDouble(SQUARED_MILLIS))));
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
    return sums(
        connection,
        Server.of(connection),
        row -> new RowCounters(row.getDouble(CALLS), row.getDouble(ROWS), row.getDouble(MILLIS)));
  }

  private static <T> Map<String, T> sums(Connection connection, Server server, OfRow<T> ofRow)
      throws SQLException {
    var result = new HashMap<String, T>();
    String sql =
        SUMS.replace("EXTENSION_SCHEMA", server.extensionSchema().toSql())
            .replace("OUR_MARK", OwnSql.MARK);
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.put(rows.getString(1), ofRow.read(rows));
      }
    }
    return result;
  }

  private interface OfRow<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Who counts, and where its counters are. */
  private record Server(Instant start, boolean inRecovery, Identifier extensionSchema) {

    static Server of(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(SCHEMA)) {
        row.next();
        String schema =
            Optional.ofNullable(row.getString(1)).orElseThrow(StatementCounters::nothingCounts);
        return new Server(
            row.getTimestamp(2).toInstant(), row.getBoolean(3), new Identifier(schema));
      }
    }
  }
}
