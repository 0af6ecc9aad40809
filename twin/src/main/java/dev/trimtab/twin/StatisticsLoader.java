package dev.trimtab.twin;

import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ServerMessage;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Loads column statistics into the twin.
 *
 * <p>PostgreSQL 18 has functions for it ({@code pg_restore_attribute_stats}, manual 9.28.11).
 * Before, the rows of {@code pg_statistic} are written directly: the value arrays are {@code
 * anyarray}, which only {@code array_in} with an element type makes.
 */
final class StatisticsLoader {

  /** How statistics get in. */
  enum Route {
    FUNCTIONS,
    CATALOG
  }

  private final Sql sql;
  private final Route route;
  private final List<String> leftOut = new ArrayList<>();

  StatisticsLoader(Sql sql, Route route) {
    this.sql = sql;
    this.route = route;
  }

  /** Loads all statistics and returns what could not be, one sentence each. */
  List<String> load(Snapshot snapshot) {
    for (Table table : snapshot.tables()) {
      if (table.kind() == Table.Kind.FOREIGN) {
        continue;
      }
      for (var column : table.columns()) {
        for (var statistics : column.statistics()) {
          load(table.name(), column.name().value(), statistics);
        }
      }
      for (Index index : table.indexes()) {
        loadKeys(index);
      }
    }
    return leftOut;
  }

  private void loadKeys(Index index) {
    List<String> names = List.of();
    for (int i = 0; i < index.keyStatistics().size(); i++) {
      Optional<ColumnStatistics> statistics = index.keyStatistics().get(i);
      if (statistics.isPresent()) {
        if (names.isEmpty()) {
          names = attributeNames(index.qualifiedName());
        }
        if (i < names.size()) {
          load(index.qualifiedName(), names.get(i), statistics.get());
        }
      }
    }
  }

  private List<String> attributeNames(TableName relation) {
    return sql.query(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = to_regclass(?) AND attnum > 0 ORDER BY attnum
        """,
        row -> row.getString(1),
        relation.toSql());
  }

  /** Loads the statistics of one column, or of one key of an index. */
  void load(TableName relation, String column, ColumnStatistics statistics) {
    try {
      switch (route) {
        case FUNCTIONS -> callFunction(relation, column, statistics);
        case CATALOG -> writeCatalog(relation, column, statistics);
      }
    } catch (SQLException e) {
      leftOut.add("statistics of %s.%s: %s".formatted(relation, column, ServerMessage.of(e)));
    }
  }

  private void callFunction(TableName relation, String column, ColumnStatistics statistics)
      throws SQLException {
    var call = new FunctionCall();
    call.add("schemaname", "text", relation.schema().value());
    call.add("relname", "text", relation.name().value());
    call.add("attname", "text", column);
    call.add("inherited", "boolean", Boolean.toString(statistics.inherited()));
    call.add("version", "integer", "180000");
    call.add("null_frac", "real", Double.toString(statistics.nullFraction()));
    call.add("avg_width", "integer", Integer.toString(statistics.averageWidth()));
    call.add("n_distinct", "real", Double.toString(statistics.distinct()));
    statistics.mostCommonValues().ifPresent(v -> call.add("most_common_vals", "text", v));
    call.addNumbers("most_common_freqs", statistics.mostCommonFrequencies());
    statistics.histogramBounds().ifPresent(v -> call.add("histogram_bounds", "text", v));
    statistics.correlation().ifPresent(v -> call.add("correlation", "real", v.toString()));
    statistics.mostCommonElements().ifPresent(v -> call.add("most_common_elems", "text", v));
    call.addNumbers("most_common_elem_freqs", statistics.mostCommonElementFrequencies());
    call.addNumbers("elem_count_histogram", statistics.elementCountHistogram());
    statistics.rangeLengthHistogram().ifPresent(v -> call.add("range_length_histogram", "text", v));
    statistics
        .rangeEmptyFraction()
        .ifPresent(v -> call.add("range_empty_frac", "real", v.toString()));
    statistics.rangeBoundsHistogram().ifPresent(v -> call.add("range_bounds_histogram", "text", v));
    try (PreparedStatement statement =
        sql.connection()
            .prepareStatement("SELECT pg_restore_attribute_stats(" + call.sql() + ")")) {
      call.bind(statement);
      statement.execute();
      var warning = statement.getWarnings();
      if (warning != null) {
        leftOut.add(
            "part of the statistics of %s.%s: %s"
                .formatted(relation, column, ServerMessage.of(warning)));
      }
    }
  }

  /** Alternating names and values, as the function wants them. */
  private static final class FunctionCall {
    private final List<String> parts = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    void add(String name, String type, String value) {
      parts.add("'%s', ?::%s".formatted(name, type));
      values.add(value);
    }

    void addNumbers(String name, List<Double> numbers) {
      if (!numbers.isEmpty()) {
        add(name, "real[]", realArray(numbers));
      }
    }

    String sql() {
      return String.join(", ", parts);
    }

    void bind(PreparedStatement statement) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
    }
  }

  private static String realArray(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }

  /** One slot of a {@code pg_statistic} row; see {@code pg_statistic.h} for the kinds. */
  private record Slot(
      int kind, Operator operator, Optional<String> numbers, Optional<Values> values) {}

  private record Values(String array, Element element) {}

  private enum Element {
    COLUMN,
    ELEMENT_OF_COLUMN,
    FLOAT8
  }

  private enum Operator {
    EQUAL,
    LESS,
    ELEMENT_EQUAL,
    FLOAT8_LESS,
    NONE
  }

  private static List<Slot> slots(ColumnStatistics s) {
    var slots = new ArrayList<Slot>();
    Optional<Values> none = Optional.empty();
    s.mostCommonValues()
        .ifPresent(v ->
            slots.add(
                new Slot(
                    1,
                    Operator.EQUAL,
                    Optional.of(realArray(s.mostCommonFrequencies())),
                    Optional.of(new Values(v, Element.COLUMN)))));
    s.histogramBounds()
        .ifPresent(v ->
            slots.add(
                new Slot(
                    2,
                    Operator.LESS,
                    Optional.empty(),
                    Optional.of(new Values(v, Element.COLUMN)))));
    s.correlation()
        .ifPresent(v -> slots.add(new Slot(3, Operator.LESS, Optional.of("{" + v + "}"), none)));
    s.mostCommonElements()
        .ifPresent(v ->
            slots.add(
                new Slot(
                    4,
                    Operator.ELEMENT_EQUAL,
                    Optional.of(realArray(s.mostCommonElementFrequencies())),
                    Optional.of(new Values(v, Element.ELEMENT_OF_COLUMN)))));
    if (!s.elementCountHistogram().isEmpty()) {
      slots.add(
          new Slot(
              5, Operator.ELEMENT_EQUAL, Optional.of(realArray(s.elementCountHistogram())), none));
    }
    s.rangeLengthHistogram()
        .ifPresent(v ->
            slots.add(
                new Slot(
                    6,
                    Operator.FLOAT8_LESS,
                    s.rangeEmptyFraction().map(f -> "{" + f + "}"),
                    Optional.of(new Values(v, Element.FLOAT8)))));
    s.rangeBoundsHistogram()
        .ifPresent(v ->
            slots.add(
                new Slot(
                    7,
                    Operator.NONE,
                    Optional.empty(),
                    Optional.of(new Values(v, Element.COLUMN)))));
    return slots;
  }

  private static final String CATALOG_ROW =
      """
      WITH attribute AS (
        SELECT a.attrelid, a.attnum, a.attcollation,
               CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AS type_oid,
               CASE WHEN t.oid = 'tsvector'::regtype THEN 'text'::regtype::oid
                    WHEN t.typtype = 'd' THEN (SELECT b.typelem FROM pg_type b WHERE b.oid = t.typbasetype)
                    ELSE t.typelem END AS element_oid
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = to_regclass(?) AND a.attname = ?),
      operator AS (
        SELECT kind, strategy, (
          SELECT ao.amopopr FROM pg_opclass oc
          JOIN pg_am am ON am.oid = oc.opcmethod AND am.amname = 'btree'
          JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amopstrategy = strategy
            AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype
          LEFT JOIN pg_cast c ON c.castsource = wanted.type_oid AND c.casttarget = oc.opcintype
            AND c.castmethod = 'b'
          JOIN pg_type t ON t.oid = wanted.type_oid
          JOIN pg_type i ON i.oid = oc.opcintype
          WHERE oc.opcdefault AND (oc.opcintype = wanted.type_oid OR c.oid IS NOT NULL
            OR (t.typtype = 'e' AND i.typname = 'anyenum')
            OR (t.typcategory = 'A' AND i.typname = 'anyarray')
            OR (t.typtype = 'r' AND i.typname = 'anyrange')
            OR (t.typtype = 'm' AND i.typname = 'anymultirange')
            OR (t.typtype = 'c' AND i.typname = 'record'))
          ORDER BY oc.opcintype = wanted.type_oid DESC, i.typispreferred DESC, oc.oid LIMIT 1) AS oid
        FROM (
          SELECT 'EQUAL' AS kind, 3 AS strategy, type_oid FROM attribute
          UNION ALL SELECT 'LESS', 1, type_oid FROM attribute
          UNION ALL SELECT 'ELEMENT_EQUAL', 3, element_oid FROM attribute
          UNION ALL SELECT 'FLOAT8_LESS', 1, 'float8'::regtype::oid
          UNION ALL SELECT 'NONE', 1, 'float8'::regtype::oid) wanted),
      slot AS (
        SELECT ordinality AS place, s.*,
               CASE WHEN s.operator = 'NONE' THEN 0 ELSE
                 coalesce((SELECT o.oid FROM operator o WHERE o.kind = s.operator), 0) END AS op,
               CASE WHEN s.kind IN (1, 2, 3) THEN (SELECT attcollation FROM attribute)
                    WHEN s.kind IN (4, 5) THEN coalesce(nullif((SELECT attcollation FROM attribute), 0),
                      CASE WHEN (SELECT element_oid FROM attribute) = 25 THEN 100 ELSE 0 END)
                    ELSE 0 END AS coll,
               CASE s.element WHEN 'COLUMN' THEN (SELECT type_oid FROM attribute)
                 WHEN 'ELEMENT_OF_COLUMN' THEN (SELECT element_oid FROM attribute)
                 ELSE 'float8'::regtype::oid END AS value_type
        FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[])
          WITH ORDINALITY AS s(kind, operator, numbers, vals, element, ordinality))
      INSERT INTO pg_statistic
      SELECT attrelid, attnum, ?, ?, ?, ?,
        %1$s,
        %2$s,
        %3$s,
        %4$s,
        %5$s
      FROM attribute
      """
          .formatted(
              fiveTimes("coalesce((SELECT kind FROM slot WHERE place = %d), 0)"),
              fiveTimes("coalesce((SELECT op FROM slot WHERE place = %d), 0)"),
              fiveTimes("coalesce((SELECT coll FROM slot WHERE place = %d), 0)"),
              fiveTimes("(SELECT numbers::real[] FROM slot WHERE place = %d)"),
              fiveTimes(
                  "(SELECT array_in(vals::cstring, value_type, -1) FROM slot WHERE place = %d)"));

  private static String fiveTimes(String expression) {
    return java.util.stream.IntStream.rangeClosed(1, 5)
        .mapToObj(expression::formatted)
        .collect(Collectors.joining(", "));
  }

  private void writeCatalog(TableName relation, String column, ColumnStatistics statistics)
      throws SQLException {
    List<Slot> slots = slots(statistics).stream().limit(5).toList();
    var connection = sql.connection();
    sql.execute(
        """
        DELETE FROM pg_statistic USING pg_attribute a
        WHERE starelid = a.attrelid AND staattnum = a.attnum AND stainherit = %s
          AND a.attrelid = to_regclass(%s) AND a.attname = %s
        """
            .formatted(
                statistics.inherited(), Literals.quote(relation.toSql()), Literals.quote(column)));
    try (PreparedStatement statement = connection.prepareStatement(CATALOG_ROW)) {
      statement.setString(1, relation.toSql());
      statement.setString(2, column);
      statement.setArray(
          3,
          connection.createArrayOf("int", slots.stream().map(Slot::kind).toArray(Integer[]::new)));
      statement.setArray(4, texts(slots.stream().map(s -> s.operator().name()).toList()));
      statement.setArray(5, texts(slots.stream().map(s -> s.numbers().orElse(null)).toList()));
      statement.setArray(
          6, texts(slots.stream().map(s -> s.values().map(Values::array).orElse(null)).toList()));
      statement.setArray(
          7,
          texts(
              slots.stream()
                  .map(s -> s.values().map(v -> v.element().name()).orElse(null))
                  .toList()));
      statement.setBoolean(8, statistics.inherited());
      statement.setFloat(9, (float) statistics.nullFraction());
      statement.setInt(10, statistics.averageWidth());
      statement.setFloat(11, (float) statistics.distinct());
      statement.executeUpdate();
    }
  }

  private java.sql.Array texts(List<? extends @org.jspecify.annotations.Nullable String> values)
      throws SQLException {
    return sql.connection().createArrayOf("text", values.toArray());
  }
}
