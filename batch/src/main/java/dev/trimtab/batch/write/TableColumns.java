package dev.trimtab.batch.write;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A table, the columns that are written, and those that make a row the same. */
record TableColumns<T>(List<String> path, List<Column<T>> columns, List<String> keys) {

  TableColumns {
    columns = List.copyOf(columns);
  }

  boolean hasKey() {
    return !keys.isEmpty();
  }

  List<Column<T>> keyColumns() {
    return columns.stream().filter(column -> keys.contains(column.name())).toList();
  }

  String sql() {
    return path.stream().map(Names::quoted).collect(Collectors.joining("."));
  }

  /** Columns in quotes, each changed by a function, with commas. */
  String list(UnaryOperator<String> each) {
    return columns.stream()
        .map(column -> each.apply(Names.quoted(column.name())))
        .collect(Collectors.joining(", "));
  }

  /** Returns the statement that takes rows from the client, into this table or one like it. */
  String copyInto(String tableSql) {
    return "COPY %s (%s) FROM STDIN".formatted(tableSql, list(name -> name));
  }

  String keyList() {
    return keys.stream().map(Names::quoted).collect(Collectors.joining(", "));
  }

  /** Columns that are not of the key. */
  List<String> others() {
    return columns.stream()
        .map(Column::name)
        .filter(name -> !keys.contains(name))
        .map(Names::quoted)
        .toList();
  }

  /** Returns the columns and one more. */
  TableColumns<T> with(Column<T> column) {
    var more = new ArrayList<>(columns);
    more.add(column);
    return new TableColumns<>(path, more, keys);
  }

  /** Returns a name that none of the columns has. */
  String unused(String name) {
    String unused = name;
    while (true) {
      String its = unused;
      if (columns.stream().noneMatch(column -> column.name().equals(its))) {
        return unused;
      }
      unused += "_";
    }
  }
}
