package dev.trimtab.engine;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real server with few rows of every awkward kind: NULLs, duplicates, blanks at the end of a
 * char(n), infinity, hours that a time zone has twice. Runs statements with values for parameters.
 */
final class SmallDatabase implements AutoCloseable {

  /** What a parameter of a type may be; times are those that are in the tables, and truncated. */
  private static final Map<String, String> POOLS =
      Map.of(
          "bigint",
          "SELECT generate_series(-2, 15)",
          "integer",
          "SELECT generate_series(-2, 8)",
          "text",
          "SELECT unnest(ARRAY['k0', 'k1', 'k2', 'k3', 'k4', 'k9', 'theme', 'lang', 'r0', 'r1'])",
          "date",
          "SELECT d + i FROM (SELECT DISTINCT at::date AS d FROM event WHERE isfinite(at)) x,"
              + " generate_series(-1, 1) i",
          "timestamp with time zone",
          "SELECT at FROM moment UNION SELECT date_trunc('day', at) FROM moment"
              + " UNION SELECT date_trunc('hour', at) FROM moment",
          "timestamp without time zone",
          "SELECT at AT TIME ZONE 'UTC' FROM moment UNION"
              + " SELECT date_trunc('month', at AT TIME ZONE 'UTC') FROM moment");

  private static final double NULL_PART = 0.1;

  private final Connection connection;
  private final RandomGenerator random;
  private final Map<String, List<String>> pools = new HashMap<>();
  private final Map<String, Prepared> prepared = new HashMap<>();

  SmallDatabase(RandomGenerator random) throws Exception {
    String database = RewriteDatabase.empty();
    RewriteDatabase.run(database, "rewrite-few-rows.sql");
    this.random = random;
    connection = TestPostgres.newest().connect(database);
  }

  private record Prepared(String name, List<String> types) {}

  /** Rows in the order they came in, by column. */
  record Rows(List<String> columns, List<List<String>> rows) {

    List<String> sorted() {
      return rows.stream().map(String::valueOf).sorted().toList();
    }

    List<String> column(String name) {
      return rows.stream().map(row -> row.get(columns.indexOf(name))).toList();
    }
  }

  void zone(String zone) throws SQLException {
    execute("SET TimeZone = '" + zone + "'");
    pools.clear();
  }

  List<String> types(String sql) throws SQLException {
    return prepare(sql).types();
  }

  /** Returns a value for each parameter of a statement; null is NULL. */
  List<@Nullable String> values(String sql) throws SQLException {
    var values = new ArrayList<@Nullable String>();
    for (String type : types(sql)) {
      values.add(random.nextDouble() < NULL_PART ? null : value(type));
    }
    return values;
  }

  String value(String type) throws SQLException {
    List<String> pool = pools.get(type);
    if (pool == null) {
      String query = POOLS.get(type);
      if (query == null) {
        throw new IllegalArgumentException("no values for type " + type);
      }
      pool = query(query).column(0);
      pools.put(type, pool);
    }
    return pool.get(random.nextInt(pool.size()));
  }

  private record Table(List<List<String>> rows) {
    List<String> column(int index) {
      return rows.stream().map(row -> row.get(index)).toList();
    }
  }

  private Table query(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return new Table(rows(statement.executeQuery(sql)).rows());
    }
  }

  /** Runs a statement; rows if it returns some. */
  Rows run(String sql, List<@Nullable String> values) throws SQLException {
    Prepared its = prepare(sql);
    String arguments =
        values.stream()
            .limit(its.types().size())
            .map(value -> value == null ? "NULL" : "'" + value.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    String text = "EXECUTE " + its.name() + (its.types().isEmpty() ? "" : "(" + arguments + ")");
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      return statement.execute(text)
          ? rows(statement.getResultSet())
          : new Rows(List.of(), List.of());
    }
  }

  private static Rows rows(ResultSet result) throws SQLException {
    var columns = new ArrayList<String>();
    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
      columns.add(result.getMetaData().getColumnLabel(i));
    }
    var rows = new ArrayList<List<String>>();
    while (result.next()) {
      var row = new ArrayList<String>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(String.valueOf(result.getString(i)));
      }
      rows.add(Collections.unmodifiableList(row));
    }
    return new Rows(columns, rows);
  }

  private Prepared prepare(String sql) throws SQLException {
    Prepared known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    String name = "p" + prepared.size();
    execute("PREPARE %s AS %s".formatted(name, sql.strip().replaceFirst(";$", "")));
    String types =
        query(
                "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = '"
                    + name
                    + "'")
            .column(0)
            .getFirst();
    var list =
        types.equals("{}")
            ? List.<String>of()
            : Arrays.asList(types.replaceAll("[{}\"]", "").split(",", -1));
    var fresh = new Prepared(name, List.copyOf(list));
    prepared.put(sql, fresh);
    return fresh;
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What is in the tables; a number that a sequence gave is not part of it. */
  Map<String, List<String>> state() throws SQLException {
    var state = new LinkedHashMap<String, List<String>>();
    state.put("event", query("SELECT event::text FROM event ORDER BY 1").column(0));
    state.put("account", query("SELECT account::text FROM account ORDER BY 1").column(0));
    state.put("membership", query("SELECT membership::text FROM membership ORDER BY 1").column(0));
    state.put(
        "setting",
        query("SELECT (account_id, name, value, hits)::text FROM setting ORDER BY 1").column(0));
    return state;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
