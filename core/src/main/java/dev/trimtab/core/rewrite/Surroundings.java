package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.ParameterUse.Compared;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The database that statements are judged in.
 *
 * @param recommended indexes that will be there when the advice is followed
 */
record Surroundings(Snapshot snapshot, List<IndexDefinition> recommended) {

  Surroundings {
    recommended = List.copyOf(recommended);
  }

  Optional<Column> column(Compared compared) {
    return snapshot.findTable(compared.table()).flatMap(t -> t.findColumn(compared.column()));
  }

  boolean isNotNull(Compared compared) {
    return column(compared).map(Column::notNull).orElse(false);
  }

  /** Returns every index of the table, those that are recommended too. */
  List<IndexDefinition> indexes(TableName table) {
    Stream<IndexDefinition> existing =
        snapshot.findTable(table).stream()
            .flatMap(t -> t.indexes().stream())
            .map(Index::definition);
    return Stream.concat(existing, recommended.stream().filter(d -> d.table().equals(table)))
        .toList();
  }

  /** Returns whether an index can be searched by a column. */
  boolean isIndexed(Compared compared) {
    return indexes(compared.table()).stream()
        .flatMap(index -> index.keys().stream())
        .anyMatch(key -> key.column().equals(Optional.of(compared.column())));
  }

  /** Returns whether an index is on just this expression. */
  boolean isExpressionIndexed(TableName table, String sql) {
    return indexes(table).stream()
        .flatMap(index -> index.keys().stream())
        .anyMatch(key -> key.column().isEmpty() && bare(key.sql()).equals(bare(sql)));
  }

  /** An expression is printed with parentheses around it or without. */
  private static String bare(String sql) {
    return sql.replaceAll("[\\s()]+", "");
  }

  /**
   * Returns the sets of columns of which no two rows are equal, NULLs aside; the primary key first.
   * A deferred constraint is none, for ON CONFLICT and in the middle of a transaction.
   */
  List<Set<Identifier>> keys(TableName name) {
    Optional<Table> table = snapshot.findTable(name);
    if (table.isEmpty() || hasChildren(table.get())) {
      return List.of();
    }
    var keys = new LinkedHashSet<Set<Identifier>>();
    for (Constraint.Kind kind : List.of(Constraint.Kind.PRIMARY_KEY, Constraint.Kind.UNIQUE)) {
      table.get().constraints().stream()
          .filter(c -> c.kind() == kind && !c.definition().contains("DEFERRABLE"))
          .forEach(c -> keys.add(Set.copyOf(c.columns())));
    }
    table.get().indexes().stream()
        .filter(i -> i.unique() && i.valid() && i.constraint().isEmpty())
        .map(Index::definition)
        .filter(d ->
            d.predicate().isEmpty() && d.keys().stream().allMatch(key -> key.column().isPresent()))
        .forEach(d ->
            keys.add(
                d.keys().stream()
                    .flatMap(key -> key.column().stream())
                    .collect(java.util.stream.Collectors.toUnmodifiableSet())));
    return List.copyOf(keys);
  }

  /** Rows of children that are no partitions count as rows of the table, and obey no key of it. */
  private boolean hasChildren(Table table) {
    return table.kind() != Table.Kind.PARTITIONED
        && snapshot.tables().stream().anyMatch(t -> t.inherits().contains(table.name()));
  }

  /** Returns the columns of the primary key in its order, if there is one. */
  Optional<List<Identifier>> primaryKey(TableName name) {
    return snapshot
        .findTable(name)
        .filter(table -> !hasChildren(table))
        .flatMap(table ->
            table.constraints().stream()
                .filter(c -> c.kind() == Constraint.Kind.PRIMARY_KEY)
                .filter(c -> !c.definition().contains("DEFERRABLE"))
                .map(Constraint::columns)
                .findFirst());
  }

  /** Returns the column that a foreign key of one column leads to in the end, or the column. */
  Compared root(Compared compared) {
    Compared at = compared;
    for (int i = 0; i < LINKS_MAX; i++) {
      Compared from = at;
      Optional<Compared> next =
          snapshot.findTable(from.table()).stream()
              .flatMap(table -> table.constraints().stream())
              .filter(c -> c.references().isPresent() && c.referencedColumns().size() == 1)
              .filter(c -> c.columns().equals(List.of(from.column())))
              .map(
                  c -> new Compared(c.references().orElseThrow(), c.referencedColumns().getFirst()))
              .findFirst();
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    return at;
  }

  /** Foreign keys may lead in a circle. */
  private static final int LINKS_MAX = 8;
}
