package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Column.Generation;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.observe.Rows.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads columns and what ANALYZE knows of them. */
final class ColumnReader {

  /** Server 17 began to show what is known of ranges. */
  private static final int RANGES_SHOWN = 17;

  /**
   * Since server 17 a partition shows the identity of its parent, and a table that has one of its
   * own cannot become a partition. So a partition has none.
   */
  private static final String COLUMNS =
      Catalog.query(
          """
          WITH LOCKED_RELATIONS
          SELECT a.attrelid, a.attnum, a.attname, a.attnotnull, a.attcollation,
                 format_type(a.atttypid, a.atttypmod) AS type,
                 CASE WHEN c.relispartition THEN '' ELSE a.attidentity::text END AS identity,
                 a.attgenerated::text AS generated,
                 CASE WHEN a.attcollation NOT IN (0, t.typcollation) THEN
                   CASE WHEN con.nspname = 'pg_catalog' THEN '' ELSE quote_ident(con.nspname) || '.'
                     END || quote_ident(co.collname) END AS collation,
                 CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0)
                   ELSE pg_get_expr(d.adbin, d.adrelid) END AS default_sql
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
          LEFT JOIN pg_namespace con ON con.oid = co.collnamespace
          WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'f')
            AND USERS_SCHEMA AND c.oid NOT IN (SELECT relation FROM locked)
          ORDER BY a.attrelid, a.attnum
          """);

  private static final String STATISTICS =
      Catalog.query(
          """
          SELECT schemaname, tablename, attname, inherited, null_frac, avg_width, n_distinct,
                 most_common_vals::text, most_common_freqs::text, histogram_bounds::text,
                 correlation, most_common_elems::text, most_common_elem_freqs::text,
                 elem_count_histogram::text, RANGES
          FROM pg_stats
          WHERE schemaname !~ '^pg_' AND schemaname NOT IN ('information_schema', 'trimtab')
          """);

  private static final String RANGES =
      """
      range_length_histogram::text, range_empty_frac, range_bounds_histogram::text
      """;

  private static final String NO_RANGES =
      """
      NULL AS range_length_histogram, NULL AS range_empty_frac, NULL AS range_bounds_histogram
      """;

  private final Rows rows;

  ColumnReader(Rows rows) {
    this.rows = rows;
  }

  /** A column without its statistics. */
  record Bare(
      long table,
      Identifier name,
      int number,
      String type,
      boolean notNull,
      long collationOid,
      Optional<String> collation,
      Optional<String> defaultSql,
      Generation generation) {

    Column with(List<ColumnStatistics> statistics) {
      return new Column(name, number, type, notNull, collation, defaultSql, generation, statistics);
    }
  }

  /** Statistics by relation and column; of a column its own rows first, then with children. */
  record Statistics(Map<TableName, Map<String, List<ColumnStatistics>>> byRelation) {

    Map<String, List<ColumnStatistics>> of(TableName relation) {
      return byRelation.getOrDefault(relation, Map.of());
    }
  }

  List<Bare> columns() throws SQLException {
    return rows.query(COLUMNS, ColumnReader::column);
  }

  private static Bare column(Row row) throws SQLException {
    return new Bare(
        row.number("attrelid"),
        new Identifier(row.text("attname")),
        row.integer("attnum"),
        row.text("type"),
        row.claim("attnotnull"),
        row.number("attcollation"),
        row.findText("collation"),
        row.findText("default_sql"),
        generation(row.text("identity"), row.text("generated")));
  }

  private static Generation generation(String identity, String generated) {
    return switch (identity + generated) {
      case "a" -> Generation.IDENTITY_ALWAYS;
      case "d" -> Generation.IDENTITY_BY_DEFAULT;
      case "s" -> Generation.STORED;
      case "v" -> Generation.VIRTUAL;
      default -> Generation.NONE;
    };
  }

  Statistics statistics(int major) throws SQLException {
    String sql = STATISTICS.replace("RANGES", major >= RANGES_SHOWN ? RANGES : NO_RANGES);
    var byRelation = new HashMap<TableName, Map<String, List<ColumnStatistics>>>();
    rows.query(
        sql,
        row ->
            byRelation
                .computeIfAbsent(
                    TableName.of(row.text("schemaname"), row.text("tablename")),
                    _ -> new HashMap<>())
                .computeIfAbsent(row.text("attname"), _ -> new ArrayList<>(1))
                .add(statistics(row)));
    byRelation.values().forEach(columns -> columns.values().forEach(ColumnReader::ownFirst));
    return new Statistics(byRelation);
  }

  private static void ownFirst(List<ColumnStatistics> statistics) {
    statistics.sort((a, b) -> Boolean.compare(a.inherited(), b.inherited()));
  }

  private static ColumnStatistics statistics(Row row) throws SQLException {
    return new ColumnStatistics(
        row.claim("inherited"),
        row.real("null_frac"),
        row.integer("avg_width"),
        row.real("n_distinct"),
        row.findText("most_common_vals"),
        row.reals("most_common_freqs"),
        row.findText("histogram_bounds"),
        row.findReal("correlation"),
        row.findText("most_common_elems"),
        row.reals("most_common_elem_freqs"),
        row.reals("elem_count_histogram"),
        row.findText("range_length_histogram"),
        row.findReal("range_empty_frac"),
        row.findText("range_bounds_histogram"));
  }
}
