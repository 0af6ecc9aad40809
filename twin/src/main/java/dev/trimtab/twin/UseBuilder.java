package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import dev.trimtab.core.workload.TableUse.Key;
import dev.trimtab.core.workload.TableUse.OperatorClass;
import dev.trimtab.core.workload.TableUse.RowChange;
import dev.trimtab.core.workload.TableUse.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A {@link TableUse} while the tree is walked: keys are still nodes, because asking the server to
 * deparse them one by one would cost a round trip each.
 */
final class UseBuilder {

  /** An expression over this table's columns, with variables of level 0 and relation 1. */
  record Expression(Node node) {}

  record FilterDraft(
      Expression key,
      Comparison comparison,
      String operator,
      List<OperatorClass> classes,
      Optional<Expression> constant,
      boolean isAlternative,
      Optional<String> pattern) {}

  record SortDraft(Expression key, boolean descending, boolean nullsFirst) {}

  /** Tells the mentions of one statement apart, those of the same table too. */
  final int number;

  final long relation;
  final TableName table;
  final Map<Integer, Identifier> tableColumns;
  final List<FilterDraft> filters = new ArrayList<>();
  final List<Expression> joins = new ArrayList<>();
  final List<SortDraft> order = new ArrayList<>();
  final List<Expression> groups = new ArrayList<>();
  final List<Expression> constants = new ArrayList<>();
  final Set<Identifier> columns = new TreeSet<>();
  boolean isLimited;
  Optional<RowChange> change = Optional.empty();

  UseBuilder(int number, long relation, TableName table, Map<Integer, Identifier> tableColumns) {
    this.number = number;
    this.relation = relation;
    this.table = table;
    this.tableColumns = tableColumns;
  }

  /** Notes that a column is mentioned; 0 is the whole row. */
  void mention(int number) {
    if (number == 0) {
      columns.addAll(tableColumns.values());
    } else if (tableColumns.containsKey(number)) {
      columns.add(tableColumns.get(number));
    }
  }

  /**
   * Returns the plain column behind an expression, through a change of type that is only a label.
   */
  Optional<Identifier> plainColumn(Expression expression) {
    Node node = expression.node();
    while (node instanceof Node.Struct label && label.is("RELABELTYPE")) {
      node = label.first("arg");
    }
    return node instanceof Node.Struct struct && struct.is("VAR")
        ? Optional.ofNullable(tableColumns.get(struct.number("varattno")))
        : Optional.empty();
  }

  /** Every expression that has to be deparsed. */
  List<Expression> expressions() {
    var all = new ArrayList<Expression>();
    filters.forEach(filter -> {
      all.add(filter.key());
      filter.constant().ifPresent(all::add);
    });
    all.addAll(joins);
    order.forEach(sort -> all.add(sort.key()));
    all.addAll(groups);
    all.addAll(constants);
    return all;
  }

  TableUse build(Function<Expression, Optional<String>> deparsed) {
    Function<Expression, Optional<Key>> key =
        e -> {
          Optional<Identifier> column = plainColumn(e);
          return column.isPresent()
              ? column.map(c -> new Key(Optional.of(c), c.toSql()))
              : deparsed.apply(e).map(text -> new Key(Optional.empty(), text));
        };
    List<Filter> builtFilters =
        filters.stream()
            .flatMap(f ->
                key
                    .apply(f.key())
                    .map(k ->
                        new Filter(
                            k,
                            f.comparison(),
                            f.operator(),
                            f.classes(),
                            f.constant().flatMap(deparsed),
                            f.isAlternative(),
                            f.pattern()))
                    .stream())
            .toList();
    List<SortKey> builtOrder =
        order.stream()
            .flatMap(s ->
                key
                    .apply(s.key())
                    .map(k -> new SortKey(k, s.descending(), s.nullsFirst()))
                    .stream())
            .toList();
    boolean orderIsWhole = builtOrder.size() == order.size();
    return new TableUse(
        table,
        builtFilters,
        joins.stream().flatMap(e -> key.apply(e).stream()).distinct().toList(),
        orderIsWhole ? builtOrder : List.of(),
        orderIsWhole && isLimited,
        groups.stream().flatMap(e -> key.apply(e).stream()).distinct().toList(),
        constants.stream().flatMap(e -> deparsed.apply(e).stream()).distinct().toList(),
        columns,
        change);
  }
}
