package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.postgres.observe.ObjectReader.OperatorClass;
import dev.trimtab.postgres.observe.Rows.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads indexes. */
final class IndexReader {

  /** Server 16 began to remember when an index was used last. */
  private static final int LAST_SCAN_KNOWN = 16;

  private static final int DESCENDING = 1;
  private static final int NULLS_FIRST = 2;

  private static final String INDEXES =
      Catalog.query(
          """
          WITH LOCKED_RELATIONS
          SELECT i.indexrelid, i.indrelid, c.relname, am.amname, i.indisunique, i.indisvalid,
                 i.indnkeyatts, i.indkey::text, i.indclass::text, i.indcollation::text,
                 i.indoption::text, c.relpages, c.reltuples, c.relallvisible,
                 pg_get_indexdef(i.indexrelid) AS sql,
                 i.indpred IS NOT NULL AS partial,
                 i.indexprs IS NULL OR has_table_privilege(i.indexrelid, 'SELECT') AS readable,
                 CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
                   SELECT pg_get_indexdef(i.indexrelid, k, true)
                   FROM generate_series(1, i.indnkeyatts) k ORDER BY k) END AS key_sql,
                 CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
                   SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = i.indexrelid ORDER BY a.attnum) END AS key_names,
                 CASE WHEN c.relkind = 'I' THEN 0
                   ELSE pg_relation_size(i.indexrelid) / 8192 END AS on_disk,
                 pg_stat_get_numscans(i.indexrelid) AS scans, LAST_SCAN AS last_scan
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_am am ON am.oid = c.relam
          WHERE USERS_SCHEMA
            AND i.indrelid NOT IN (SELECT relation FROM locked)
            AND i.indexrelid NOT IN (SELECT relation FROM locked)
          ORDER BY i.indrelid, c.relname
          """);

  private final Rows rows;

  IndexReader(Rows rows) {
    this.rows = rows;
  }

  /**
   * An index as the catalog has it: everything by number.
   *
   * @param readable whether we may see what ANALYZE knows of its expressions; SELECT on the table
   *     is not enough for that
   */
  record Bare(
      long oid,
      long table,
      Identifier name,
      String method,
      boolean unique,
      boolean valid,
      boolean building,
      boolean readable,
      int keyCount,
      List<Long> columns,
      List<Long> operatorClasses,
      List<Long> collations,
      List<Long> options,
      Pages pages,
      String sql,
      Optional<String> predicate,
      List<String> keySql,
      List<String> keyNames,
      long scans,
      Optional<Instant> lastScan) {}

  /**
   * What gives the numbers of an index their names.
   *
   * @param columns of its table, by number
   * @param operatorClasses by oid
   * @param collations as SQL, by oid
   * @param classOptions by oid of the index and number of the key
   * @param statistics of its expressions, by the name the server gave them
   */
  record Names(
      TableName table,
      Map<Integer, ColumnReader.Bare> columns,
      Map<Long, OperatorClass> operatorClasses,
      Map<Long, String> collations,
      Map<Integer, String> classOptions,
      Map<String, List<ColumnStatistics>> statistics,
      Optional<Identifier> constraint) {}

  /**
   * Reads them all.
   *
   * @param underConstruction oids of those that somebody is building
   */
  List<Bare> indexes(int major, Set<Long> underConstruction) throws SQLException {
    String sql =
        INDEXES.replace(
            "LAST_SCAN",
            major >= LAST_SCAN_KNOWN ? "pg_stat_get_lastscan(i.indexrelid)" : "NULL::timestamptz");
    return rows.query(sql, row -> index(row, underConstruction));
  }

  private static Bare index(Row row, Set<Long> underConstruction) throws SQLException {
    return new Bare(
        row.number("indexrelid"),
        row.number("indrelid"),
        new Identifier(row.text("relname")),
        row.text("amname"),
        row.claim("indisunique"),
        row.claim("indisvalid"),
        underConstruction.contains(row.number("indexrelid")),
        row.claim("readable"),
        row.integer("indnkeyatts"),
        row.numbers("indkey"),
        row.numbers("indclass"),
        row.numbers("indcollation"),
        row.numbers("indoption"),
        new Pages(
            row.number("on_disk"),
            Math.max(0, row.number("relpages")),
            row.real("reltuples"),
            Math.max(0, row.number("relallvisible"))),
        row.text("sql"),
        row.claim("partial") ? Optional.of(predicateOf(row.text("sql"))) : Optional.empty(),
        row.texts("key_sql"),
        row.texts("key_names"),
        row.number("scans"),
        row.findInstant("last_scan"));
  }

  /**
   * Returns what follows {@code WHERE} in a complete definition: the same text as {@code
   * pg_get_expr} gives, but that would lock the table.
   */
  static String predicateOf(String sql) {
    int start = -1;
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      if (token.kind() == SqlScanner.Kind.WORD && token.text().equals("WHERE")) {
        start = token.end();
      }
    }
    if (start < 0) {
      throw new IllegalStateException("a partial index without WHERE: " + sql);
    }
    return sql.substring(start).strip();
  }

  static Index named(Bare bare, Names names) {
    var keys = new ArrayList<IndexKey>();
    var statistics = new ArrayList<Optional<ColumnStatistics>>();
    for (int k = 0; k < bare.keyCount(); k++) {
      keys.add(key(bare, k, names));
      statistics.add(keyStatistics(bare, k, names));
    }
    List<Identifier> include =
        bare.columns().stream()
            .skip(bare.keyCount())
            .map(number -> column(names, number).name())
            .toList();
    return new Index(
        bare.name(),
        new IndexDefinition(names.table(), bare.method(), keys, include, bare.predicate()),
        bare.sql(),
        bare.unique(),
        bare.valid(),
        bare.building(),
        names.constraint(),
        bare.pages(),
        bare.scans(),
        bare.lastScan(),
        statistics);
  }

  private static IndexKey key(Bare bare, int k, Names names) {
    long number = bare.columns().get(k);
    boolean isExpression = number == 0;
    long option = bare.options().get(k);
    Optional<Identifier> column =
        isExpression ? Optional.empty() : Optional.of(column(names, number).name());
    return new IndexKey(
        column,
        column.map(Identifier::toSql).orElseGet(() -> withoutParentheses(bare.keySql().get(k))),
        operatorClass(bare, k, names),
        collation(bare, k, names),
        (option & DESCENDING) != 0,
        (option & NULLS_FIRST) != 0);
  }

  private static ColumnReader.Bare column(Names names, long number) {
    ColumnReader.Bare column = names.columns().get((int) number);
    if (column == null) {
      throw new IllegalStateException(
          "an index of %s has column %d, which the table has not".formatted(names.table(), number));
    }
    return column;
  }

  private static Optional<String> operatorClass(Bare bare, int k, Names names) {
    OperatorClass known = names.operatorClasses().get(bare.operatorClasses().get(k));
    if (known == null) {
      return Optional.empty();
    }
    Optional<String> options = Optional.ofNullable(names.classOptions().get(k + 1));
    return known.isDefault() && options.isEmpty()
        ? Optional.empty()
        : Optional.of(known.sql() + options.map(o -> " (" + o + ")").orElse(""));
  }

  /**
   * The collation of an expression is not in the catalogs, so the server's own text of the index
   * decides: where it names no collation, none differs.
   */
  private static Optional<String> collation(Bare bare, int k, Names names) {
    long collation = bare.collations().get(k);
    long number = bare.columns().get(k);
    boolean isOwn =
        number == 0
            ? collation == ObjectReader.DEFAULT_COLLATION || !bare.sql().contains(" COLLATE ")
            : collation == column(names, number).collationOid();
    return collation == 0 || isOwn
        ? Optional.empty()
        : Optional.ofNullable(names.collations().get(collation));
  }

  private static Optional<ColumnStatistics> keyStatistics(Bare bare, int k, Names names) {
    if (bare.columns().get(k) != 0) {
      return Optional.empty();
    }
    List<ColumnStatistics> found =
        names.statistics().getOrDefault(bare.keyNames().get(k), List.of());
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  /** Takes the outer parentheses off, if they belong together; {@link IndexKey} adds its own. */
  static String withoutParentheses(String sql) {
    if (!sql.startsWith("(") || !sql.endsWith(")")) {
      return sql;
    }
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        // A doubled quote closes and opens again, which comes to the same.
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0 && i < sql.length() - 1) {
        return sql;
      }
    }
    return depth == 0 ? sql.substring(1, sql.length() - 1) : sql;
  }
}
