package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Setting;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.postgres.OwnSql;
import dev.trimtab.postgres.ServerMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code pg_stat_statements}, where there is one. */
final class StatementReader {

  private static final String EXTENSION = "pg_stat_statements";

  /** What the server shows instead of a text or an id that is not for us. */
  private static final String HIDDEN = "<insufficient privilege>";

  private static final double NANOS_PER_MILLI = 1_000_000;

  /**
   * One group per statement; statements of other roles that we may not see have no id. Left out are
   * our own, those on our journal included, whoever asked, and questions about statistics: the twin
   * has neither, and no index serves them.
   */
  private static final String STATEMENTS =
      """
      SELECT queryid, max(query) AS query, sum(calls)::bigint AS calls,
             sum(total_exec_time) AS exec_time, sum(rows)::bigint AS rows,
             sum(shared_blks_hit)::bigint AS hit, sum(shared_blks_read)::bigint AS read,
             sum(temp_blks_written)::bigint AS temp_written, sum(wal_bytes)::bigint AS wal_bytes,
             count(*) AS rows_summed
      FROM EXTENSION_SCHEMA.pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query !~ 'OUR_MARK'
        AND query !~ '\\m(trimtab"?[.]"?(change|measurement|transition)|pg_stat_statements)'
      GROUP BY queryid
      ORDER BY sum(total_exec_time) DESC, queryid
      """;

  private final Rows rows;

  StatementReader(Rows rows) {
    this.rows = rows;
  }

  /** The statements, or why there are none. */
  record Statements(List<StatementStats> statements, List<String> gaps) {

    static Statements none(String gap) {
      return new Statements(List.of(), List.of(gap));
    }
  }

  Statements read(List<Extension> extensions, List<Setting> settings, String user) {
    Optional<Extension> extension =
        extensions.stream().filter(e -> e.name().value().equals(EXTENSION)).findFirst();
    boolean isLoaded =
        settings.stream().anyMatch(setting -> setting.name().equals(EXTENSION + ".max"));
    if (!isLoaded) {
      return Statements.none(
          "Statements are unknown: add pg_stat_statements to shared_preload_libraries, restart the "
              + "server%s."
                  .formatted(extension.isPresent() ? "" : ", run CREATE EXTENSION " + EXTENSION));
    }
    if (extension.isEmpty()) {
      return Statements.none(
          "Statements are unknown: run CREATE EXTENSION pg_stat_statements in this database; "
              + "its library is loaded already.");
    }
    if (isTooOld(extension.get().version())) {
      return Statements.none(
          "Statements are unknown: pg_stat_statements %s is older than the server; run "
                  .formatted(extension.get().version())
              + "ALTER EXTENSION pg_stat_statements UPDATE.");
    }
    try {
      return read(extension.get(), user);
    } catch (SQLException e) {
      return Statements.none(
          "Statements are unknown: pg_stat_statements could not be read (%s). GRANT pg_monitor TO "
                  .formatted(ServerMessage.of(e))
              + "the role and SELECT on the view.");
    }
  }

  /** 1.8 came with server 13 and split planning from execution. */
  private static boolean isTooOld(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length > 1
        && parts[0].equals("1")
        && parts[1].matches("[0-9]{1,4}")
        && Integer.parseInt(parts[1]) < 8;
  }

  private Statements read(Extension extension, String user) throws SQLException {
    var result = new ArrayList<StatementStats>();
    var hidden = new long[1];
    rows.query(
        Catalog.query(
            STATEMENTS
                .replace("EXTENSION_SCHEMA", extension.schema().toSql())
                .replace("OUR_MARK", OwnSql.AT_ITS_PLACE)),
        row -> {
          Optional<Long> queryId = row.findNumber("queryid");
          String text = row.findText("query").orElse(HIDDEN);
          if (queryId.isEmpty() || text.equals(HIDDEN)) {
            hidden[0] += row.number("rows_summed");
          } else if (StatementKind.of(text).isWorkload()) {
            result.add(
                new StatementStats(
                    queryId.get(),
                    text,
                    row.number("calls"),
                    Duration.ofNanos(Math.round(row.real("exec_time") * NANOS_PER_MILLI)),
                    row.number("rows"),
                    row.number("hit"),
                    row.number("read"),
                    row.number("temp_written"),
                    row.number("wal_bytes")));
          }
          return text;
        });
    return new Statements(
        result,
        hidden[0] == 0
            ? List.of()
            : List.of(
                "%d statements of other roles are hidden: GRANT pg_read_all_stats TO %s."
                    .formatted(hidden[0], user)));
  }
}
