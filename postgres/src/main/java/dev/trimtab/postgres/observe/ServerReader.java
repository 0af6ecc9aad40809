package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.ServerFacts;
import dev.trimtab.core.model.Setting;
import dev.trimtab.postgres.observe.Rows.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which server it is, how it is set up, and what we may see there. */
final class ServerReader {

  /**
   * Facts, and the limits of our own transaction in the same statement. The search path is emptied
   * so that the server writes every name in full; it is read before, in the subquery that the
   * volatile call keeps apart. Which indexes are being built is asked here, because the first
   * statement makes the snapshot of the catalogs: an index that is finished a moment later is still
   * invalid in there.
   */
  private static final String FACTS =
      Catalog.query(
          """
          WITH before AS MATERIALIZED (
            SELECT current_schemas(false)::text[] AS search_path)
          SELECT current_setting('server_version_num')::int AS version_number,
                 current_setting('server_version') AS version,
                 current_setting('block_size')::int AS block_size,
                 current_database() AS database, current_user AS "user",
                 current_setting('server_encoding') AS encoding,
                 d.datcollate AS collation, pg_is_in_recovery() AS in_recovery,
                 CASE WHEN has_database_privilege(d.oid, 'CONNECT')
                   THEN pg_database_size(d.oid) END AS database_bytes,
                 pg_postmaster_start_time() AS started_at, clock_timestamp() AS observed_at,
                 pg_stat_get_db_stat_reset_time(d.oid) AS statistics_reset,
                 ARRAY(SELECT index_relid::bigint FROM pg_stat_progress_create_index
                   WHERE datid = d.oid AND index_relid <> 0) AS under_construction,
                 before.search_path,
                 pg_has_role('pg_read_all_stats', 'USAGE') AS reads_all_stats,
                 set_config('search_path', '', true) AS emptied,
                 set_config('lock_timeout', '2s', true) AS lock_timeout,
                 set_config('statement_timeout', '30s', true) AS statement_timeout,
                 set_config('jit', 'off', true) AS jit,
                 set_config('bytea_output', 'hex', true) AS bytea_output,
                 set_config('datestyle', 'ISO, MDY', true) AS date_style,
                 set_config('intervalstyle', 'postgres', true) AS interval_style,
                 set_config('extra_float_digits', '1', true) AS float_digits
          FROM before CROSS JOIN pg_database d
          WHERE d.datname = current_database()
          """);

  /**
   * Settings, as a new session would have them: {@code reset_val}, because the current value may be
   * our own. Left out are those that hold secrets, paths or commands, those that describe this
   * session, and text in custom settings, where applications keep anything.
   */
  private static final String SETTINGS =
      Catalog.query(
          """
          SELECT name, coalesce(reset_val, '') AS value, unit,
                 CASE source WHEN 'session' THEN reset_val IS NOT DISTINCT FROM boot_val
                   ELSE source = 'default' END AS is_default
          FROM pg_settings
          WHERE (category LIKE 'Query Tuning%' OR name LIKE 'enable\\_%' OR name LIKE 'jit%'
              OR name LIKE 'max\\_parallel\\_%' OR name LIKE 'parallel\\_%'
              OR name IN ('work_mem', 'hash_mem_multiplier', 'maintenance_work_mem',
                'shared_buffers', 'effective_cache_size', 'cursor_tuple_fraction',
                'default_statistics_target', 'constraint_exclusion', 'plan_cache_mode',
                'max_worker_processes', 'TimeZone', 'DateStyle', 'IntervalStyle', 'search_path',
                'block_size', 'default_text_search_config', 'autovacuum', 'track_io_timing',
                'max_connections', 'shared_preload_libraries', 'pg_stat_statements.max')
              OR source NOT IN ('default', 'override', 'client', 'session'))
            AND NOT (name LIKE 'ssl%' OR name LIKE 'krb%' OR name LIKE '%\\_command'
              OR name LIKE '%\\_conninfo' OR name ~* 'passw|secret|token|passphrase|credential'
              OR name IN ('application_name', 'client_encoding', 'config_file', 'hba_file',
                'ident_file', 'data_directory', 'external_pid_file', 'unix_socket_directories',
                'listen_addresses', 'log_directory', 'stats_temp_directory', 'oauth_validator_libraries')
              OR (name LIKE '%.%' AND vartype = 'string'))
          ORDER BY name
          """);

  private final Rows rows;

  ServerReader(Rows rows) {
    this.rows = rows;
  }

  /** Facts that become {@link ServerFacts} once the extensions are known, and our rights. */
  record Facts(
      int versionNumber,
      String version,
      int blockSize,
      String database,
      String user,
      String encoding,
      String collation,
      boolean inRecovery,
      Optional<Long> databaseBytes,
      Instant startedAt,
      Instant observedAt,
      Optional<Instant> statisticsReset,
      Set<Long> underConstruction,
      List<Identifier> searchPath,
      boolean readsAllStatements) {

    int major() {
      return versionNumber / 10_000;
    }

    ServerFacts with(List<Extension> extensions, List<Extension> installable) {
      return new ServerFacts(
          versionNumber,
          version,
          database,
          user,
          encoding,
          collation,
          inRecovery,
          databaseBytes,
          startedAt,
          observedAt,
          statisticsReset,
          searchPath,
          extensions,
          installable);
    }
  }

  Facts facts() throws SQLException {
    return rows.query(FACTS, ServerReader::facts).getFirst();
  }

  private static Facts facts(Row row) throws SQLException {
    return new Facts(
        row.integer("version_number"),
        row.text("version"),
        row.integer("block_size"),
        row.text("database"),
        row.text("user"),
        row.text("encoding"),
        row.text("collation"),
        row.claim("in_recovery"),
        row.findNumber("database_bytes"),
        row.instant("started_at"),
        row.instant("observed_at"),
        row.findInstant("statistics_reset"),
        Set.copyOf(row.numbers("under_construction")),
        row.texts("search_path").stream().map(Identifier::new).toList(),
        row.claim("reads_all_stats"));
  }

  List<Setting> settings() throws SQLException {
    return rows.query(
        SETTINGS,
        row ->
            new Setting(
                row.text("name"),
                row.text("value"),
                row.findText("unit"),
                row.claim("is_default")));
  }
}
