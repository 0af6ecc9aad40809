package dev.trimtab.batch.automatic;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLWarning;

/**
 * Asks PostgreSQL what a statement is: prepares it in a transaction of its own, which is rolled
 * back, and has the analysed query tree sent as a notice. Nothing is run.
 */
final class Examiner {

  private static final String NAME = "trimtab_examined";

  /**
   * Functions that are called stable and yet answer differently in one transaction; those that show
   * a session's or a server's state are found by their prefixes.
   */
  private static final String REASONS =
      """
      WITH used AS (
          SELECT unnest(?::bigint[]::oid[]) AS oid),
        called AS (
          SELECT oid FROM used
          UNION SELECT unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggmtransfn]::oid[])
            FROM pg_aggregate a JOIN used u ON u.oid = a.aggfnoid),
        read AS (
          WITH RECURSIVE below AS (
            SELECT unnest(?::bigint[]::oid[]) AS oid
            UNION SELECT i.inhrelid FROM pg_inherits i JOIN below b ON b.oid = i.inhparent)
          SELECT oid FROM below),
        reasons AS (
          SELECT 'calls ' || p.proname || ', which is volatile' AS reason
            FROM pg_proc p JOIN called USING (oid) WHERE p.provolatile = 'v'
          UNION ALL SELECT 'calls ' || p.proname || ', which tells of the moment or the session'
            FROM pg_proc p JOIN called USING (oid)
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.provolatile <> 'i'
              AND (p.proname IN ('statement_timestamp', 'current_query', 'txid_current_snapshot',
                     'txid_current_if_assigned', 'pg_current_snapshot',
                     'pg_current_xact_id_if_assigned', 'pg_my_temp_schema', 'query_to_xml',
                     'cursor_to_xml', 'table_to_xml', 'schema_to_xml', 'database_to_xml')
                OR p.proname ~ '^pg_(stat|prepared|cursor|lock|listening|show|hba|file|ls_|timezone)')
          UNION ALL SELECT 'aggregates by ' || p.proname || ', whose result depends on the order'
            FROM pg_proc p JOIN used USING (oid) WHERE p.prokind = 'a' AND (
              p.pronamespace <> 'pg_catalog'::regnamespace
              OR p.proname NOT IN ('count', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or',
                   'every', 'bit_and', 'bit_or', 'bit_xor')
              OR p.proname IN ('sum', 'avg')
                AND ('float4'::regtype = ANY (p.proargtypes)
                  OR 'float8'::regtype = ANY (p.proargtypes)))
          UNION ALL SELECT 'reads ' || c.relname || ', which is not a table of this server alone'
            FROM pg_class c JOIN read USING (oid) WHERE c.relkind NOT IN ('r', 'p', 'm', 'v')
              OR c.relnamespace IN (
                SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema')))
      SELECT min(reason) FROM reasons
      """;

  private Examiner() {}

  /**
   * Examines one statement.
   *
   * @param connection not in a transaction, and not committing by itself; it is rolled back
   * @param nativeSql with {@code $1} for the first parameter
   * @param types of its parameters
   */
  static Verdict examine(
      Connection connection, String nativeSql, List<ParameterType> types, long nanos)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(
          "SET LOCAL client_min_messages = log; SET LOCAL debug_pretty_print = off;"
              + " SET LOCAL debug_print_rewritten = on");
      statement.clearWarnings();
      String declared =
          types.isEmpty()
              ? ""
              : types.stream().map(ParameterType::sql).collect(Collectors.joining(", ", "(", ")"));
      try {
        statement.execute("PREPARE %s%s AS ".formatted(NAME, declared) + nativeSql);
      } catch (SQLException e) {
        return new Verdict.Refused("cannot be prepared: " + e.getSQLState(), nanos);
      }
      Optional<String> tree = tree(statement);
      statement.execute("SET LOCAL debug_print_rewritten = off; DEALLOCATE " + NAME);
      if (tree.isEmpty()) {
        return new Verdict.Refused("is not shown by the server as it reads it", nanos);
      }
      TreeCheck check = TreeCheck.of(tree.get());
      if (check.reason().isPresent()) {
        return new Verdict.Refused(check.reason().get(), nanos);
      }
      Optional<String> reason = reason(connection, check);
      return reason.isPresent()
          ? new Verdict.Refused(reason.get(), nanos)
          : new Verdict.Harmless(context(connection), nanos);
    } finally {
      connection.rollback();
    }
  }

  /** The last tree is the prepared statement's; before it comes that of PREPARE itself. */
  private static Optional<String> tree(java.sql.Statement statement) throws SQLException {
    Optional<String> found = Optional.empty();
    for (var warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (warning instanceof PSQLWarning notice && notice.getServerErrorMessage() != null) {
        String detail = notice.getServerErrorMessage().getDetail();
        if (detail != null && detail.contains("{QUERY") && !detail.contains("{PREPARESTMT")) {
          found = Optional.of(detail);
        }
      }
    }
    return found;
  }

  private static Optional<String> reason(Connection connection, TreeCheck check)
      throws SQLException {
    try (var select = connection.prepareStatement(REASONS)) {
      select.setArray(1, connection.createArrayOf("int8", unsigned(check.functions())));
      select.setArray(2, connection.createArrayOf("int8", unsigned(check.relations())));
      try (var rows = select.executeQuery()) {
        rows.next();
        return Optional.ofNullable(rows.getString(1));
      }
    }
  }

  private static Object[] unsigned(List<Integer> oids) {
    return oids.stream().map(Integer::toUnsignedLong).toArray();
  }

  private static String context(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(LoopSql.CONTEXT)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
