package dev.trimtab.core.model;

import java.util.Optional;

/**
 * A stored count as a value: what it counts, not whether it exists. Every row of the parent keeps
 * how many rows of the child refer to it.
 *
 * @param parent the table that keeps the count
 * @param key the parent's column that the foreign key refers to
 * @param keyType its type as SQL
 * @param child the table whose rows are counted
 * @param foreignKey the child's column that refers to the parent
 * @param foreignKeyType its type as SQL
 * @param predicate what a row must fulfil to be counted, as SQL over the child's columns, without
 *     parameters; every row that refers to the parent if empty
 */
public record CountDefinition(
    TableName parent,
    Identifier key,
    String keyType,
    TableName child,
    Identifier foreignKey,
    String foreignKeyType,
    Optional<String> predicate) {

  /** Returns what the application asks instead of counting, once the column is there. */
  public String rewritten(Identifier column) {
    return "SELECT %s FROM %s WHERE %s = $1".formatted(column.toSql(), parent.toSql(), key.toSql());
  }
}
