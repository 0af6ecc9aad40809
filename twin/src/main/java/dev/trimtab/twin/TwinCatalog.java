package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.TableUse.OperatorClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a parse tree's numbers mean: relations, columns, operators, a few functions. Read once per
 * twin; candidates do not change it.
 */
final class TwinCatalog {

  /** What B-trees call an operator; strategy numbers of {@code pg_amop}. */
  record Operator(String name, int btreeStrategy, long commutator, List<OperatorClass> classes) {}

  private final Map<Long, TableName> tables = new HashMap<>();
  private final Map<Long, Map<Integer, Identifier>> columns = new HashMap<>();
  private final Map<Long, Operator> operators = new HashMap<>();
  private final Set<Long> orderingOperators = new HashSet<>();
  private final Map<Long, String> extremes = new HashMap<>();
  private final Map<Long, String> functions = new HashMap<>();
  private final Set<Long> volatileFunctions = new HashSet<>();

  static TwinCatalog read(Sql sql) {
    var catalog = new TwinCatalog();
    catalog.readColumns(sql);
    catalog.readOperators(sql);
    catalog.readFunctions(sql);
    sql.query(
            """
            SELECT p.oid, p.proname FROM pg_proc p
            JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'pg_catalog' AND p.prokind = 'a' AND p.proname IN ('min', 'max')
            """,
            r -> Map.entry(r.getLong(1), r.getString(2)))
        .forEach(e -> catalog.extremes.put(e.getKey(), e.getValue()));
    return catalog;
  }

  private record ColumnRow(long oid, TableName table, int number, Identifier name) {}

  private void readColumns(Sql sql) {
    sql.query(
            """
            SELECT c.oid, n.nspname, c.relname, a.attnum, a.attname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'm', 'v')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            """,
            r ->
                new ColumnRow(
                    r.getLong(1),
                    TableName.of(r.getString(2), r.getString(3)),
                    r.getInt(4),
                    new Identifier(r.getString(5))))
        .forEach(row -> {
          tables.put(row.oid(), row.table());
          columns.computeIfAbsent(row.oid(), _ -> new HashMap<>()).put(row.number(), row.name());
        });
  }

  private record OperatorRow(
      long oid, String name, long commutator, String method, int strategy, OperatorClass its) {}

  private void readOperators(Sql sql) {
    var byOperator = new HashMap<Long, List<OperatorRow>>();
    sql.query(
            """
            SELECT o.oid, o.oprname, o.oprcom, am.amname, ao.amopstrategy,
                   CASE WHEN n.nspname = 'pg_catalog' THEN quote_ident(oc.opcname)
                        ELSE quote_ident(n.nspname) || '.' || quote_ident(oc.opcname) END,
                   oc.opcdefault
            FROM pg_amop ao
            JOIN pg_operator o ON o.oid = ao.amopopr
            JOIN pg_am am ON am.oid = ao.amopmethod
            JOIN pg_opclass oc ON oc.opcfamily = ao.amopfamily
              AND (oc.opcintype = ao.amoplefttype OR am.amname = 'brin' AND oc.opcdefault
                   AND oc.opcintype = ao.amoplefttype)
            JOIN pg_namespace n ON n.oid = oc.opcnamespace
            WHERE ao.amoppurpose = 's'
            ORDER BY o.oid, am.amname, oc.opcdefault DESC, oc.opcname
            """,
            r ->
                new OperatorRow(
                    r.getLong(1),
                    r.getString(2),
                    r.getLong(3),
                    r.getString(4),
                    r.getInt(5),
                    new OperatorClass(r.getString(4), r.getString(6), r.getBoolean(7))))
        .forEach(row -> byOperator.computeIfAbsent(row.oid(), _ -> new ArrayList<>()).add(row));
    byOperator.forEach((oid, rows) -> {
      int strategy =
          rows.stream()
              .filter(row -> row.method().equals("btree") && row.its().isDefault())
              .mapToInt(OperatorRow::strategy)
              .findFirst()
              .orElse(0);
      var classes = rows.stream().map(OperatorRow::its).distinct().toList();
      var first = rows.getFirst();
      operators.put(oid, new Operator(first.name(), strategy, first.commutator(), classes));
    });
    sql.query(
            """
            SELECT o.oid, o.oprname, o.oprcom FROM pg_operator o
            WHERE o.oprresult = 'boolean'::regtype
            """,
            r -> Map.entry(r.getLong(1), new Operator(r.getString(2), 0, r.getLong(3), List.of())))
        .forEach(e -> operators.putIfAbsent(e.getKey(), e.getValue()));
    orderingOperators.addAll(
        sql.query(
            "SELECT amopopr FROM pg_amop WHERE amoppurpose = 'o' AND amopmethod = "
                + "(SELECT oid FROM pg_am WHERE amname = 'gist')",
            r -> r.getLong(1)));
  }

  /** Those that a rule may look through, by name, and those that give another value each time. */
  private void readFunctions(Sql sql) {
    sql.query(
            """
            SELECT p.oid, p.proname FROM pg_proc p
            WHERE p.pronamespace = 'pg_catalog'::regnamespace
              AND p.proname IN ('date', 'date_trunc', 'date_part', 'extract', 'numeric', 'float8',
                                'text', 'count')
            """,
            r -> Map.entry(r.getLong(1), r.getString(2)))
        .forEach(e -> functions.put(e.getKey(), e.getValue()));
    volatileFunctions.addAll(
        sql.query("SELECT oid FROM pg_proc WHERE provolatile = 'v'", r -> r.getLong(1)));
  }

  Optional<TableName> table(long oid) {
    return Optional.ofNullable(tables.get(oid));
  }

  Map<Integer, Identifier> columns(long oid) {
    return columns.getOrDefault(oid, Map.of());
  }

  Optional<Operator> operator(long oid) {
    return Optional.ofNullable(operators.get(oid));
  }

  /** Returns whether the operator is a distance that a GiST index can sort by. */
  boolean isDistance(long oid) {
    return orderingOperators.contains(oid);
  }

  /** Returns "min" or "max" if the aggregate is one of these. */
  Optional<String> extreme(long functionOid) {
    return Optional.ofNullable(extremes.get(functionOid));
  }

  /** Returns the name of one of PostgreSQL's own functions, if it is one that rules know. */
  String function(long oid) {
    return functions.getOrDefault(oid, "");
  }

  boolean isVolatile(long functionOid) {
    return volatileFunctions.contains(functionOid);
  }

  /** Returns whether a SORTGROUPCLAUSE sorts downwards. */
  boolean isDescending(Node.Struct clause) {
    if (clause.fields().containsKey("reverse_sort")) {
      return clause.truth("reverse_sort");
    }
    // Before server 18 the direction is in the operator: strategy 5 is "greater".
    return operator(clause.oid("sortop"))
        .filter(operator -> operator.btreeStrategy() == 5)
        .isPresent();
  }
}
