package dev.trimtab.cache.postgres;

import dev.trimtab.cache.CacheException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks PostgreSQL which tables a query reads, through views and SQL functions, and refuses a query
 * whose result does not follow from the tables that are published.
 *
 * <p>The query becomes the body of a temporary function, in a transaction that is rolled back:
 * PostgreSQL analyses it, parameters and all, and keeps the tree where it can be read. A plan would
 * not do, because it leaves out what was pruned, inlined or folded; nor would the dependencies of a
 * view, because a view takes no parameters and built-in functions such as {@code now()} are not
 * among its dependencies.
 */
final class QueryTables {

  /** More views and functions than anyone nests; an end to circles that should not be. */
  private static final int STEPS_MAX = 1_000;

  /**
   * Built-in functions that are not immutable only because they obey settings of the session, such
   * as its time zone. What reads the clock, the catalogs or the session itself is not among them.
   */
  private static final Set<String> FOLLOW_SETTINGS_ONLY =
      Set.of(
          "to_char",
          "to_date",
          "to_timestamp",
          "date_trunc",
          "date_part",
          "extract",
          "timezone",
          "date_bin",
          "to_tsvector",
          "to_tsquery",
          "plainto_tsquery",
          "phraseto_tsquery",
          "websearch_to_tsquery",
          "ts_headline",
          "concat",
          "concat_ws",
          "format",
          "to_json",
          "to_jsonb",
          "row_to_json",
          "array_to_json",
          "json_build_object",
          "json_build_array",
          "jsonb_build_object",
          "jsonb_build_array",
          "json_populate_record",
          "jsonb_populate_record",
          "jsonb_to_recordset",
          "json_to_recordset",
          "array_to_string",
          "make_timestamptz",
          "quote_literal",
          "quote_nullable",
          "generate_series");

  /**
   * Words that PostgreSQL turns into a moment while it reads the statement, leaving no trace:
   * alone, or beside a time, a date and a zone. A text that has one for another reason is refused,
   * too, and can be given as a parameter.
   */
  private static final Pattern MOMENT =
      Pattern.compile("\\b(now|today|tomorrow|yesterday)\\b", Pattern.CASE_INSENSITIVE);

  private static final String PROBE = "trimtab_cache_probe";

  private static final String BODY =
      """
      SELECT prosqlbody::text FROM pg_proc
      WHERE proname = 'trimtab_cache_probe' AND pronamespace = pg_my_temp_schema()
      """;

  private static final String RELATIONS =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text, c.relrowsecurity,
             c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid),
             EXISTS (SELECT FROM pg_publication p
                     WHERE p.pubname = ?
                       AND (p.puballtables
                            OR EXISTS (SELECT FROM pg_publication_rel r
                                       WHERE r.prpubid = p.oid
                                         AND r.prrelid IN (
                                           SELECT relid FROM pg_partition_ancestors(c.oid)
                                           UNION SELECT c.oid)))),
             (SELECT string_agg(r.ev_action::text, ' ') FROM pg_rewrite r
              WHERE r.ev_class = c.oid AND r.ev_type = '1'),
             EXISTS (SELECT FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
                     WHERE p.pubname = ?
                       AND r.prrelid IN (SELECT relid FROM pg_partition_ancestors(c.oid)
                                         UNION SELECT relid FROM pg_partition_tree(c.oid)
                                         UNION SELECT c.oid)
                       AND coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs') IS NOT NULL)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = ANY (?)
      """;

  private static final String FUNCTIONS =
      """
      SELECT n.nspname, p.proname, p.provolatile::text, l.lanname, p.prosqlbody::text,
             p.prokind = 'a' OR EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid),
             ARRAY(SELECT f FROM pg_aggregate a,
                          unnest(ARRAY[a.aggtransfn, a.aggfinalfn]::oid[]) f
                   WHERE a.aggfnoid = p.oid AND n.nspname <> 'pg_catalog' AND f <> 0)::bigint[]
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
      WHERE p.oid = ANY (?)
      """;

  private final Connection connection;
  private final String publication;
  private final String sql;
  private final Set<TableName> tables = new LinkedHashSet<>();
  private final Set<Long> seen = new HashSet<>();
  private final Deque<String> trees = new ArrayDeque<>();

  private QueryTables(Connection connection, String publication, String sql) {
    this.connection = connection;
    this.publication = publication;
    this.sql = sql;
  }

  /**
   * Returns the tables that a query reads; of partitions those that it names.
   *
   * @param connection without a transaction under way
   * @param sql with question marks for parameters
   * @throws CacheException with {@code QUERY_NOT_CACHEABLE} and the reason
   */
  static Set<TableName> of(Connection connection, String publication, String sql)
      throws SQLException {
    boolean isAutoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      return new QueryTables(connection, publication, sql).read();
    } finally {
      connection.rollback();
      connection.setAutoCommit(isAutoCommit);
    }
  }

  private Set<TableName> read() throws SQLException {
    if (Placeholders.texts(sql).stream().anyMatch(text -> MOMENT.matcher(text).find())) {
      throw refused("it has a literal that means a moment, such as 'now'; give it as a parameter");
    }
    if (!Placeholders.isOne(sql)) {
      throw refused("it is more than one statement");
    }
    trees.add(analysed());
    for (int step = 0; !trees.isEmpty(); step++) {
      if (step == STEPS_MAX) {
        throw refused("it reads through more than %,d views and functions".formatted(STEPS_MAX));
      }
      QueryTree tree = QueryTree.read(trees.remove());
      if (tree.problem().isPresent()) {
        throw refused(tree.problem().get());
      }
      relations(unseen(tree.relations()));
      functions(unseen(tree.functions()), false);
      functions(unseen(tree.operators()), true);
    }
    return tables;
  }

  private List<Long> unseen(Set<Long> oids) {
    return oids.stream().filter(seen::add).sorted().toList();
  }

  /** What is written after a closing semicolon would be outside; the last line may be a comment. */
  private String analysed() throws SQLException {
    String body = Placeholders.numbered(sql).strip().replaceFirst(";\\s*$", "");
    String probe =
        "CREATE FUNCTION pg_temp.%s(%s) RETURNS SETOF record LANGUAGE sql BEGIN ATOMIC %s\n; END"
            .formatted(PROBE, String.join(", ", parameterTypes()), body);
    try (var statement = connection.createStatement()) {
      statement.execute(probe);
      try (ResultSet row = statement.executeQuery(BODY)) {
        if (!row.next()) {
          throw refused("PostgreSQL keeps no tree of it");
        }
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw refused("PostgreSQL does not take it as a function (%s)".formatted(e.getMessage()), e);
    }
  }

  private List<String> parameterTypes() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ParameterMetaData parameters = statement.getParameterMetaData();
      var types = new ArrayList<String>();
      for (int i = 1; i <= parameters.getParameterCount(); i++) {
        types.add(parameters.getParameterTypeName(i));
      }
      return types;
    } catch (SQLException e) {
      throw refused("PostgreSQL does not understand it (%s)".formatted(e.getMessage()), e);
    }
  }

  private void relations(List<Long> oids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
      statement.setString(1, publication);
      statement.setString(2, publication);
      statement.setArray(3, connection.createArrayOf("bigint", oids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          relation(row);
        }
      }
    }
  }

  private void relation(ResultSet row) throws SQLException {
    var name = new TableName(row.getString(2), row.getString(3));
    switch (row.getString(4)) {
      case "v" -> trees.add(row.getString(9));
      case "r", "p" -> table(name, row);
      case "m" ->
          throw refused(
              "%s is a materialized view, whose refresh is not in the log".formatted(name));
      case "f" ->
          throw refused("%s is a foreign table, and its server's log is another".formatted(name));
      default -> throw refused("%s is no table".formatted(name));
    }
  }

  private void table(TableName name, ResultSet row) throws SQLException {
    if (name.schema().equals("pg_catalog") || name.schema().equals("information_schema")) {
      throw refused("%s is a system catalog, whose changes are not in the log".formatted(name));
    }
    if (!row.getString(5).equals("p")) {
      throw refused(
          "%s is temporary or unlogged, and the log has no changes of it".formatted(name));
    }
    if (row.getBoolean(6)) {
      throw refused(
          "%s has row security: one user's result would be served to another".formatted(name));
    }
    if (row.getBoolean(7)) {
      throw refused(
          "other tables inherit from %s, and new ones would not be published".formatted(name));
    }
    if (!row.getBoolean(8)) {
      throw refused(
          "%s is not published, so that nobody tells of its changes: bind it, or ALTER PUBLICATION %s ADD TABLE %s"
              .formatted(name, TableName.quoted(publication), name.toSql()));
    }
    if (row.getBoolean(10)) {
      throw refused(
          "%s is published with a row filter or a list of columns, which keeps changes from us"
              .formatted(name));
    }
    tables.add(name);
  }

  private void functions(List<Long> oids, boolean areOperators) throws SQLException {
    var parts = new HashSet<Long>();
    try (PreparedStatement statement = connection.prepareStatement(FUNCTIONS)) {
      statement.setArray(1, connection.createArrayOf("bigint", oids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          function(row, areOperators);
          Array aggregate = row.getArray(7);
          parts.addAll(List.of((Long[]) aggregate.getArray()));
        }
      }
    }
    List<Long> more = unseen(parts);
    if (!more.isEmpty()) {
      functions(more, true);
    }
  }

  private void function(ResultSet row, boolean isOperator) throws SQLException {
    String name = row.getString(2);
    boolean isBuiltIn = row.getString(1).equals("pg_catalog");
    String shown = (isBuiltIn ? "" : row.getString(1) + ".") + name + "()";
    String language = row.getString(4);
    boolean isNative = language.equals("internal") || language.equals("c");
    String body = row.getString(5);
    switch (row.getString(3)) {
      case "i" -> {}
      case "v" ->
          throw refused("%s is volatile: it may say something else each time".formatted(shown));
      default -> {
        if (body != null) {
          trees.add(body);
        } else if (!isNative) {
          throw refused(
              "%s is written in %s, and what it reads cannot be known; if it reads no table, declare it IMMUTABLE"
                  .formatted(shown, language));
        } else if (!isOperator && !row.getBoolean(6) && !FOLLOW_SETTINGS_ONLY.contains(name)) {
          throw refused(
              "%s depends on the moment or the session; give its result as a parameter"
                  .formatted(shown));
        }
      }
    }
  }

  private CacheException refused(String reason) {
    return new CacheException(
        CacheException.Code.QUERY_NOT_CACHEABLE, "%s. The query: %s".formatted(reason, sql));
  }

  private CacheException refused(String reason, Throwable cause) {
    return new CacheException(
        CacheException.Code.QUERY_NOT_CACHEABLE, "%s. The query: %s".formatted(reason, sql), cause);
  }
}
