package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;

/**
 * A relation that holds rows, or whose partitions do.
 *
 * @param columns in order of their numbers, dropped ones left out
 * @param indexes every index, those behind constraints too, by name
 * @param inherits the tables it is a child of; one for a partition
 * @param partitionKey {@code pg_get_partkeydef}, of a partitioned table
 * @param partitionBound {@code FOR VALUES …} or {@code DEFAULT}, of a partition
 * @param options {@code reloptions}, as {@code name=value}
 */
public record Table(
    TableName name,
    Kind kind,
    List<Column> columns,
    List<Constraint> constraints,
    List<Index> indexes,
    Pages pages,
    TableActivity activity,
    List<TableName> inherits,
    Optional<String> partitionKey,
    Optional<String> partitionBound,
    List<String> options) {

  public Table {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
    inherits = List.copyOf(inherits);
    options = List.copyOf(options);
  }

  /** {@code pg_class.relkind}. */
  public enum Kind {
    TABLE,
    PARTITIONED,
    MATERIALIZED_VIEW,
    FOREIGN
  }

  public Optional<Column> findColumn(Identifier column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst();
  }

  public Optional<Index> findIndex(Identifier index) {
    return indexes.stream().filter(i -> i.name().equals(index)).findFirst();
  }
}
