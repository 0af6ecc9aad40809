package dev.trimtab.twin;

import dev.trimtab.core.workload.ParameterUse;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.Traits;
import dev.trimtab.twin.UseBuilder.Expression;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.util.PSQLWarning;

/**
 * Lets PostgreSQL read a statement: prepares it on the twin with {@code debug_print_rewritten}, and
 * takes the analysed tree from the notice the server sends.
 */
final class StatementReader {

  /** How many statements have a name at once; the oldest goes when there are more. */
  private static final String NAME_PREFIX = "trimtab_s";

  private final Sql sql;
  private final TwinCatalog catalog;
  private final String configuration;
  private final String encoding;
  private int prepared;

  StatementReader(Sql sql) {
    this.sql = sql;
    this.catalog = TwinCatalog.read(sql);
    this.encoding =
        sql.query("SELECT current_setting('server_encoding')", row -> row.getString(1)).getFirst();
    this.configuration =
        Literals.quote(
                sql.query("SELECT get_current_ts_config()::text", row -> row.getString(1))
                    .getFirst())
            + "::regconfig";
    // Hands a node of a tree back to the server, to be deparsed by pg_get_expr.
    sql.execute("CREATE CAST (text AS pg_node_tree) WITHOUT FUNCTION");
  }

  /** A statement the server has prepared, and what it asks. */
  record Prepared(String name, QueryShape shape) {}

  /**
   * Prepares a statement and reads it.
   *
   * @throws SQLException if the server does not understand it; the message is the server's
   */
  Prepared read(String text) throws SQLException {
    Prepared first = prepare(text, "");
    List<Integer> configurations =
        first.shape().parameters().stream()
            .filter(p -> p.type().equals("regconfig"))
            .map(ParameterUse::number)
            .toList();
    if (configurations.isEmpty()) {
      return first;
    }
    // pg_stat_statements replaces the configuration of to_tsvector('english', …) by a parameter,
    // too, and no index can be on an expression with a parameter. It is almost always the default.
    String filled = text;
    for (int number : configurations) {
      filled =
          filled.replaceAll(
              "\\$" + number + "(?!\\d)", java.util.regex.Matcher.quoteReplacement(configuration));
    }
    String types =
        first.shape().parameters().stream()
            .map(ParameterUse::type)
            .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
    Prepared second = prepare(filled, types);
    // Places are those of the text that was given.
    return new Prepared(second.name(), second.shape().with(first.shape().traits()));
  }

  private Prepared prepare(String text, String types) throws SQLException {
    String name = NAME_PREFIX + prepared++;
    String before = "PREPARE %s%s AS ".formatted(name, types);
    String tree;
    sql.execute(
        "SET client_min_messages = log; SET debug_print_rewritten = on;"
            + " SET debug_pretty_print = off");
    try (var statement = sql.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(before + stripped(text));
      tree = notice(statement);
    } finally {
      sql.execute("SET client_min_messages = error; SET debug_print_rewritten = off");
    }
    Node root = Node.read(tree);
    var places = new Places(text, before.length(), encoding);
    return new Prepared(
        name,
        shape(name, new ShapeReader(catalog).read(root))
            .with(TraitReader.read(root, catalog, places)));
  }

  static String stripped(String text) {
    return text.strip().replaceFirst(";\\s*$", "");
  }

  /** The last tree is the prepared query's; before it comes that of PREPARE itself. */
  private static String notice(java.sql.Statement statement) throws SQLException {
    String found = "";
    for (var warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (warning instanceof PSQLWarning notice && notice.getServerErrorMessage() != null) {
        var message = notice.getServerErrorMessage();
        String detail = message.getDetail();
        if (detail != null && detail.contains("{QUERY") && !detail.contains("{PREPARESTMT")) {
          found = detail;
        }
      }
    }
    if (found.isEmpty()) {
      throw new SQLException("the server did not show how it read the statement");
    }
    return found;
  }

  private QueryShape shape(String name, ShapeReader reader) {
    var deparsed = deparse(reader.uses());
    var uses =
        reader.uses().stream()
            .map(use -> use.build(e -> Optional.ofNullable(deparsed.get(e))))
            .toList();
    List<String> types =
        sql.query(
            """
            SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = ?
            """,
            row -> row.getString(1),
            name);
    var parameters = new ArrayList<ParameterUse>();
    for (int i = 1; i <= types.size(); i++) {
      var known = reader.parameter(i);
      parameters.add(
          new ParameterUse(
              i,
              types.get(i - 1),
              known.flatMap(ParameterUse::compared),
              known.map(ParameterUse::role).orElse(ParameterUse.Role.UNKNOWN)));
    }
    return new QueryShape(reader.command(), uses, parameters, reader.countsRows(), Traits.NONE);
  }

  private record Deparse(UseBuilder use, Expression expression) {}

  /** Asks for all expressions of a statement in one round trip. */
  private IdentityHashMap<Expression, String> deparse(List<UseBuilder> uses) {
    var tasks = new ArrayList<Deparse>();
    for (UseBuilder use : uses) {
      use.expressions().forEach(expression -> tasks.add(new Deparse(use, expression)));
    }
    var result = new IdentityHashMap<Expression, String>();
    if (tasks.isEmpty()) {
      return result;
    }
    Map<Integer, String> byPlace = new HashMap<>();
    sql.query(
            """
            SELECT place, pg_get_expr(tree::pg_node_tree, relation)
            FROM unnest(?::text[], ?::oid[]) WITH ORDINALITY AS t(tree, relation, place)
            """,
            r -> Map.entry(r.getInt(1), String.valueOf(r.getString(2))),
            tasks.stream().map(t -> Node.print(t.expression().node())).toArray(String[]::new),
            tasks.stream().map(t -> t.use().relation).toArray(Long[]::new))
        .forEach(e -> byPlace.put(e.getKey(), e.getValue()));
    for (int i = 0; i < tasks.size(); i++) {
      String text = byPlace.get(i + 1);
      if (text != null) {
        result.put(tasks.get(i).expression(), unwrapped(text));
      }
    }
    return result;
  }

  /** Takes one pair of parentheses around the whole expression away. */
  private static String unwrapped(String text) {
    if (!text.startsWith("(") || !text.endsWith(")")) {
      return text;
    }
    int depth = 0;
    boolean inQuotes = false;
    for (int i = 0; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        inQuotes = !inQuotes;
      } else if (!inQuotes && c == '(') {
        depth++;
      } else if (!inQuotes && c == ')') {
        depth--;
        if (depth == 0) {
          return text;
        }
      }
    }
    return text.substring(1, text.length() - 1);
  }
}
