package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableActivity;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.observe.Rows.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads tables and their constraints. */
final class TableReader {

  private static final String TABLES =
      Catalog.query(
          """
          WITH LOCKED_RELATIONS,
          parents AS MATERIALIZED (
            SELECT i.inhrelid, array_agg(pn.nspname::text ORDER BY i.inhseqno) AS schemas,
                   array_agg(p.relname::text ORDER BY i.inhseqno) AS names
            FROM pg_inherits i
            JOIN pg_class p ON p.oid = i.inhparent AND p.relkind IN ('r', 'p', 'f')
            JOIN pg_namespace pn ON pn.oid = p.relnamespace
            GROUP BY i.inhrelid),
          own AS MATERIALIZED (
            SELECT objid FROM pg_depend
            WHERE classid = 'pg_class'::regclass AND deptype = 'e')
          SELECT c.oid, n.nspname, c.relname, c.relkind::text AS kind,
                 c.relpages, c.reltuples, c.relallvisible,
                 c.oid IN (SELECT relation FROM locked) AS locked,
                 CASE WHEN c.relkind IN ('p', 'f') THEN 0
                   WHEN c.oid IN (SELECT relation FROM locked) THEN NULL
                   ELSE pg_relation_size(c.oid) / 8192 END AS on_disk,
                 pg_stat_get_tuples_inserted(c.oid) AS inserted,
                 pg_stat_get_tuples_updated(c.oid) AS updated,
                 pg_stat_get_tuples_hot_updated(c.oid) AS hot_updated,
                 pg_stat_get_tuples_deleted(c.oid) AS deleted,
                 pg_stat_get_numscans(c.oid) AS sequential_scans,
                 pg_stat_get_live_tuples(c.oid) AS live_rows,
                 pg_stat_get_dead_tuples(c.oid) AS dead_rows,
                 greatest(pg_stat_get_last_analyze_time(c.oid),
                   pg_stat_get_last_autoanalyze_time(c.oid)) AS last_analyze,
                 parents.schemas, parents.names, c.reloptions AS options,
                 CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
                 CASE WHEN c.relispartition
                   THEN pg_get_expr(c.relpartbound, 0) END AS partition_bound,
                 has_table_privilege(c.oid, 'SELECT') AS readable,
                 c.relrowsecurity AND row_security_active(c.oid) AS row_security
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN parents ON parents.inhrelid = c.oid
          WHERE c.relkind IN ('r', 'p', 'm', 'f') AND USERS_SCHEMA
            AND c.oid NOT IN (SELECT objid FROM own)
          ORDER BY n.nspname, c.relname
          """);

  private static final String CONSTRAINTS =
      Catalog.query(
          """
          WITH LOCKED_RELATIONS
          SELECT co.oid, co.conrelid, co.conname, co.contype::text AS kind, co.conkey, co.confkey,
                 co.convalidated, co.confrelid, rn.nspname AS references_schema,
                 r.relname AS references_name,
                 CASE WHEN co.contype IN ('p', 'u', 'x') THEN co.conindid ELSE 0 END AS index_oid,
                 pg_get_constraintdef(co.oid) AS definition
          FROM pg_constraint co
          JOIN pg_namespace n ON n.oid = co.connamespace
          LEFT JOIN pg_class r ON r.oid = co.confrelid AND co.contype = 'f'
          LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
          WHERE co.conrelid <> 0 AND USERS_SCHEMA
            AND co.conrelid NOT IN (SELECT relation FROM locked)
          ORDER BY co.conrelid, co.conname
          """);

  private final Rows rows;

  TableReader(Rows rows) {
    this.rows = rows;
  }

  /**
   * A table without what other queries tell of it.
   *
   * @param locked whether someone holds or wants an exclusive lock, so that we must not look
   * @param readable whether we may read all its columns, and so see their statistics
   */
  record Bare(
      long oid,
      TableName name,
      Table.Kind kind,
      Pages pages,
      TableActivity activity,
      List<TableName> inherits,
      Optional<String> partitionKey,
      Optional<String> partitionBound,
      List<String> options,
      boolean locked,
      boolean readable) {}

  /** A constraint as the catalog has it: columns as numbers. */
  record Keyed(
      long table,
      Identifier name,
      Constraint.Kind kind,
      List<Long> columns,
      long references,
      Optional<TableName> referencedTable,
      List<Long> referencedColumns,
      String definition,
      boolean validated,
      long index) {

    Constraint with(Map<Long, Map<Integer, Identifier>> columnNames) {
      return new Constraint(
          name,
          kind,
          named(columns, columnNames.getOrDefault(table, Map.of())),
          referencedTable,
          named(referencedColumns, columnNames.getOrDefault(references, Map.of())),
          definition,
          validated);
    }

    private static List<Identifier> named(List<Long> numbers, Map<Integer, Identifier> names) {
      return numbers.stream().flatMap(n -> Stream.ofNullable(names.get(n.intValue()))).toList();
    }
  }

  List<Bare> tables() throws SQLException {
    return rows.query(TABLES, TableReader::table);
  }

  private static Bare table(Row row) throws SQLException {
    long counted = row.number("relpages");
    return new Bare(
        row.number("oid"),
        TableName.of(row.text("nspname"), row.text("relname")),
        kind(row.text("kind")),
        new Pages(
            row.findNumber("on_disk").orElse(Math.max(0, counted)),
            Math.max(0, counted),
            row.real("reltuples"),
            Math.max(0, row.number("relallvisible"))),
        activity(row),
        names(row.texts("schemas"), row.texts("names")),
        row.findText("partition_key"),
        row.findText("partition_bound"),
        row.texts("options"),
        row.claim("locked"),
        row.claim("readable") && !row.claim("row_security"));
  }

  private static TableActivity activity(Row row) throws SQLException {
    Optional<Instant> lastAnalyze = row.findInstant("last_analyze");
    return new TableActivity(
        row.number("inserted"),
        row.number("updated"),
        row.number("hot_updated"),
        row.number("deleted"),
        row.number("sequential_scans"),
        0,
        row.number("live_rows"),
        row.number("dead_rows"),
        lastAnalyze);
  }

  private static List<TableName> names(List<String> schemas, List<String> names) {
    var result = new ArrayList<TableName>();
    for (int i = 0; i < names.size(); i++) {
      result.add(TableName.of(schemas.get(i), names.get(i)));
    }
    return result;
  }

  private static Table.Kind kind(String relkind) {
    return switch (relkind) {
      case "r" -> Table.Kind.TABLE;
      case "p" -> Table.Kind.PARTITIONED;
      case "m" -> Table.Kind.MATERIALIZED_VIEW;
      case "f" -> Table.Kind.FOREIGN;
      default -> throw new IllegalStateException("unexpected relkind " + relkind);
    };
  }

  List<Keyed> constraints() throws SQLException {
    return rows.query(CONSTRAINTS, TableReader::constraint);
  }

  private static Keyed constraint(Row row) throws SQLException {
    Optional<String> schema = row.findText("references_schema");
    Optional<String> name = row.findText("references_name");
    return new Keyed(
        row.number("conrelid"),
        new Identifier(row.text("conname")),
        constraintKind(row.text("kind")),
        row.numbers("conkey"),
        row.number("confrelid"),
        schema.flatMap(s -> name.map(n -> TableName.of(s, n))),
        row.numbers("confkey"),
        row.text("definition"),
        row.claim("convalidated"),
        row.number("index_oid"));
  }

  private static Constraint.Kind constraintKind(String contype) {
    return switch (contype) {
      case "c" -> Constraint.Kind.CHECK;
      case "f" -> Constraint.Kind.FOREIGN_KEY;
      case "p" -> Constraint.Kind.PRIMARY_KEY;
      case "u" -> Constraint.Kind.UNIQUE;
      case "x" -> Constraint.Kind.EXCLUSION;
      case "n" -> Constraint.Kind.NOT_NULL;
      case "t" -> Constraint.Kind.TRIGGER;
      default -> throw new IllegalStateException("unexpected contype " + contype);
    };
  }
}
