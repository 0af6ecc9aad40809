package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.ExtendedStatistics;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.SqlFunction;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.model.UserType;
import dev.trimtab.core.model.View;
import dev.trimtab.postgres.observe.Rows.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything that is a name with a definition, in one statement: types, views, sequences,
 * functions, extended statistics, extensions, and what indexes refer to by number.
 */
final class ObjectReader {

  /** The oid of {@code pg_catalog."default"}: the database's own collation. */
  static final long DEFAULT_COLLATION = 100;

  private static final String OBJECTS =
      Catalog.query(
          """
          WITH LOCKED_RELATIONS,
          own AS MATERIALIZED (
            SELECT classid, objid FROM pg_depend
            WHERE deptype = 'e'
              AND classid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)),
          type AS MATERIALIZED (
            SELECT t.*, n.nspname, quote_ident(n.nspname) || '.' || quote_ident(t.typname) AS sql
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype IN ('e', 'd', 'c', 'r') AND USERS_SCHEMA
              AND t.oid NOT IN (
                SELECT objid FROM own WHERE classid = 'pg_type'::regclass))
          SELECT 'type' AS kind, t.oid, 0 AS number, t.nspname AS schema, t.typname AS name,
                 NULL::name AS other_schema, NULL::name AS other_name, false AS flag,
                 format('CREATE TYPE %s AS ENUM (%s)', t.sql,
                   string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS sql
          FROM type t LEFT JOIN pg_enum e ON e.enumtypid = t.oid
          WHERE t.typtype = 'e' GROUP BY t.oid, t.nspname, t.typname, t.sql
          UNION ALL
          SELECT 'type', t.oid, 0, t.nspname, t.typname, NULL, NULL, false,
                 format('CREATE TYPE %s AS (%s)', t.sql, string_agg(
                   quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                   ORDER BY a.attnum))
          FROM type t
          JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
          LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE t.typtype = 'c' GROUP BY t.oid, t.nspname, t.typname, t.sql
          UNION ALL
          SELECT 'type', t.oid, 0, t.nspname, t.typname, NULL, NULL, false,
                 format('CREATE DOMAIN %s AS %s', t.sql, format_type(t.typbasetype, t.typtypmod))
                 || coalesce(' COLLATE ' || (
                     SELECT quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
                     FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                     JOIN pg_type b ON b.oid = t.typbasetype
                     WHERE co.oid = t.typcollation AND t.typcollation <> b.typcollation), '')
                 || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')
                 || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                 || coalesce((
                     SELECT string_agg(format(' CONSTRAINT %I %s', co.conname,
                       pg_get_constraintdef(co.oid)), '' ORDER BY co.conname)
                     FROM pg_constraint co WHERE co.contypid = t.oid AND co.contype = 'c'), '')
          FROM type t WHERE t.typtype = 'd'
          UNION ALL
          SELECT 'type', t.oid, 0, t.nspname, t.typname, NULL, NULL, false,
                 format('CREATE TYPE %s AS RANGE (subtype = %s', t.sql,
                   format_type(r.rngsubtype, NULL))
                 || CASE WHEN oc.opcdefault THEN '' ELSE
                   format(', subtype_opclass = %I.%I', ocn.nspname, oc.opcname) END
                 || CASE WHEN r.rngsubdiff = 0 THEN '' ELSE
                   ', subtype_diff = ' || r.rngsubdiff::regproc END || ')'
          FROM type t
          JOIN pg_range r ON r.rngtypid = t.oid
          JOIN pg_opclass oc ON oc.oid = r.rngsubopc
          JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
          WHERE t.typtype = 'r'
          UNION ALL
          SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'sequence' END, c.oid, 0, n.nspname,
                 c.relname, NULL, NULL, false,
                 CASE WHEN c.relkind = 'S' THEN ''
                   WHEN c.oid NOT IN (
                     SELECT r.ev_class FROM pg_rewrite r
                     JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                     JOIN locked ON d.refobjid = locked.relation)
                   THEN pg_get_viewdef(c.oid) END
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('v', 'S') AND USERS_SCHEMA
            AND c.oid NOT IN (SELECT objid FROM own WHERE classid = 'pg_class'::regclass)
          UNION ALL
          SELECT 'function', p.oid, 0, n.nspname, p.proname, NULL, NULL, false,
                 pg_get_functiondef(p.oid)
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
          JOIN pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
          WHERE p.prokind IN ('f', 'p') AND USERS_SCHEMA
            AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
            AND p.oid NOT IN (SELECT objid FROM own WHERE classid = 'pg_proc'::regclass)
          UNION ALL
          SELECT 'statistics', s.oid, 0, n.nspname, s.stxname, tn.nspname, t.relname, false,
                 pg_get_statisticsobjdef(s.oid)
          FROM pg_statistic_ext s
          JOIN pg_namespace n ON n.oid = s.stxnamespace
          JOIN pg_class t ON t.oid = s.stxrelid
          JOIN pg_namespace tn ON tn.oid = t.relnamespace
          WHERE USERS_SCHEMA AND s.stxrelid NOT IN (SELECT relation FROM locked)
          UNION ALL
          SELECT 'extension', e.oid, 0, n.nspname, e.extname, NULL, NULL, false, e.extversion
          FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
          UNION ALL
          SELECT 'installable', 0::oid, 0, coalesce(current_schema(), 'public'), a.name, NULL,
                 NULL, false, a.default_version
          FROM pg_available_extensions a
          WHERE a.name = 'pg_trgm' AND a.installed_version IS NULL
          UNION ALL
          SELECT 'class', oc.oid, 0, n.nspname, oc.opcname, NULL, NULL, oc.opcdefault,
                 CASE n.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END
                   || quote_ident(oc.opcname)
          FROM pg_opclass oc JOIN pg_namespace n ON n.oid = oc.opcnamespace
          UNION ALL
          SELECT 'collation', co.oid, 0, n.nspname, co.collname, NULL, NULL, false,
                 CASE n.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END
                   || quote_ident(co.collname)
          FROM pg_collation co JOIN pg_namespace n ON n.oid = co.collnamespace
          WHERE co.oid IN (SELECT unnest(indcollation::oid[]) FROM pg_index)
          UNION ALL
          SELECT 'option', a.attrelid, a.attnum, '', '', NULL, NULL, false, (
                   SELECT string_agg(format('%I = %L', split_part(o, '=', 1),
                     substr(o, strpos(o, '=') + 1)), ', ')
                   FROM unnest(a.attoptions) o)
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('i', 'I')
          WHERE a.attoptions IS NOT NULL
          ORDER BY 1, 2, 3
          """);

  private final Rows rows;

  ObjectReader(Rows rows) {
    this.rows = rows;
  }

  /** An operator class as SQL. */
  record OperatorClass(String sql, boolean isDefault) {}

  /** Everything found; each list in the order things were made, so that most needs come first. */
  static final class Objects {
    private final List<UserType> types = new ArrayList<>();
    private final List<View> views = new ArrayList<>();
    private final List<TableName> lockedViews = new ArrayList<>();
    private final List<TableName> sequences = new ArrayList<>();
    private final List<SqlFunction> functions = new ArrayList<>();
    private final List<ExtendedStatistics> statistics = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Extension> installable = new ArrayList<>();
    private final Map<Long, OperatorClass> operatorClasses = new HashMap<>();
    private final Map<Long, String> collations = new HashMap<>();
    private final Map<Long, Map<Integer, String>> classOptions = new HashMap<>();

    List<UserType> types() {
      return types;
    }

    List<View> views() {
      return views;
    }

    /** Returns the views that could not be described because someone has them locked. */
    List<TableName> lockedViews() {
      return lockedViews;
    }

    List<TableName> sequences() {
      return sequences;
    }

    List<SqlFunction> functions() {
      return functions;
    }

    List<ExtendedStatistics> statistics() {
      return statistics;
    }

    List<Extension> extensions() {
      return extensions;
    }

    List<Extension> installable() {
      return installable;
    }

    Map<Long, OperatorClass> operatorClasses() {
      return operatorClasses;
    }

    Map<Long, String> collations() {
      return collations;
    }

    Map<Long, Map<Integer, String>> classOptions() {
      return classOptions;
    }
  }

  Objects read() throws SQLException {
    var objects = new Objects();
    for (Found found : rows.query(OBJECTS, ObjectReader::found)) {
      sort(objects, found);
    }
    return objects;
  }

  private record Found(
      String kind,
      long oid,
      int number,
      String schema,
      String name,
      String otherSchema,
      String otherName,
      boolean flag,
      String sql) {

    TableName qualified() {
      return TableName.of(schema, name);
    }
  }

  private static Found found(Row row) throws SQLException {
    return new Found(
        row.text("kind"),
        row.number("oid"),
        row.integer("number"),
        row.text("schema"),
        row.text("name"),
        row.findText("other_schema").orElse(""),
        row.findText("other_name").orElse(""),
        row.claim("flag"),
        row.findText("sql").orElse(""));
  }

  private static void sort(Objects objects, Found found) {
    switch (found.kind()) {
      case "type" -> objects.types.add(new UserType(found.qualified(), found.sql()));
      case "view" -> {
        if (found.sql().isEmpty()) {
          objects.lockedViews.add(found.qualified());
        } else {
          objects.views.add(
              new View(found.qualified(), found.sql().strip().replaceFirst(";$", "")));
        }
      }
      case "sequence" -> objects.sequences.add(found.qualified());
      case "function" -> objects.functions.add(new SqlFunction(found.qualified(), found.sql()));
      case "statistics" ->
          objects.statistics.add(
              new ExtendedStatistics(
                  found.qualified(),
                  TableName.of(found.otherSchema(), found.otherName()),
                  found.sql()));
      case "extension" ->
          objects.extensions.add(
              new Extension(
                  new Identifier(found.name()), found.sql(), new Identifier(found.schema())));
      case "installable" ->
          objects.installable.add(
              new Extension(
                  new Identifier(found.name()), found.sql(), new Identifier(found.schema())));
      case "class" ->
          objects.operatorClasses.put(found.oid(), new OperatorClass(found.sql(), found.flag()));
      case "collation" -> objects.collations.put(found.oid(), found.sql());
      case "option" ->
          objects
              .classOptions
              .computeIfAbsent(found.oid(), _ -> new HashMap<>())
              .put(found.number(), found.sql());
      default -> throw new IllegalStateException("unexpected kind " + found.kind());
    }
  }
}
