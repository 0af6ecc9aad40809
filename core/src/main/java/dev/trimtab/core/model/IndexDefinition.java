package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An index as a value: what it covers, not whether it exists.
 *
 * @param method access method: {@code btree}, {@code hash}, {@code gin}, {@code gist}, {@code
 *     spgist}, {@code brin}
 * @param keys key columns and expressions, most significant first; at least one
 * @param include payload columns, stored in leaf pages only and never searched
 * @param predicate the {@code WHERE} of a partial index as PostgreSQL deparses it ({@code
 *     pg_get_expr}), so that equal predicates are equal strings
 */
public record IndexDefinition(
    TableName table,
    String method,
    List<IndexKey> keys,
    List<Identifier> include,
    Optional<String> predicate) {

  /** The access method that everything is compared with. */
  public static final String BTREE = "btree";

  public IndexDefinition {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("an index on %s needs a key".formatted(table));
    }
  }

  /** Returns a B-tree on the given columns, with no payload and no predicate. */
  public static IndexDefinition on(TableName table, String... columns) {
    return btree(table, Stream.of(columns).map(Identifier::new).map(IndexKey::on).toList());
  }

  /** Returns a B-tree on the given keys, with no payload and no predicate. */
  public static IndexDefinition btree(TableName table, List<IndexKey> keys) {
    return new IndexDefinition(table, BTREE, keys, List.of(), Optional.empty());
  }

  /** Returns the same index with this payload instead of its own. */
  public IndexDefinition including(List<Identifier> columns) {
    return new IndexDefinition(table, method, keys, columns, predicate);
  }

  /** Returns the same index for the rows only for which the predicate holds. */
  public IndexDefinition where(String newPredicate) {
    return new IndexDefinition(table, method, keys, include, Optional.of(newPredicate));
  }

  public boolean isBtree() {
    return method.equals(BTREE);
  }

  /**
   * Returns whether every search this index can serve, {@code other} can serve too.
   *
   * <p>For a B-tree: its keys are the first keys of the other, in the same or in wholly opposite
   * direction (an index is read both ways); the other stores all it stores; and the other is not
   * limited to fewer rows. True for an equal definition: of two identical indexes each makes the
   * other redundant, and it is the caller who decides which one stays.
   */
  public boolean isCoveredBy(IndexDefinition other) {
    if (!table.equals(other.table) || !method.equals(other.method)) {
      return false;
    }
    if (other.predicate.isPresent() && !other.predicate.equals(predicate)) {
      return false;
    }
    if (!isBtree()) {
      return predicate.equals(other.predicate)
          && keys.equals(other.keys)
          && include.equals(other.include);
    }
    return hasAsPrefix(other) && other.storedColumns().containsAll(storedColumns());
  }

  private boolean hasAsPrefix(IndexDefinition other) {
    if (other.keys.size() < keys.size()) {
      return false;
    }
    boolean forward = true;
    boolean backward = true;
    for (int i = 0; i < keys.size(); i++) {
      IndexKey mine = keys.get(i);
      IndexKey theirs = other.keys.get(i);
      if (!mine.isSameValueAs(theirs)) {
        return false;
      }
      forward &=
          mine.descending() == theirs.descending() && mine.nullsFirst() == theirs.nullsFirst();
      backward &=
          mine.descending() != theirs.descending() && mine.nullsFirst() != theirs.nullsFirst();
    }
    return forward || backward;
  }

  /** Returns the plain columns the index holds, keys first. */
  public List<Identifier> storedColumns() {
    return Stream.concat(keys.stream().flatMap(key -> key.column().stream()), include.stream())
        .distinct()
        .toList();
  }

  /** Renders what follows {@code CREATE INDEX name}: {@code ON table USING method (…) …}. */
  public String toSql() {
    return "ON %s USING %s (%s)%s%s"
        .formatted(
            table.toSql(),
            method,
            keys.stream().map(IndexKey::toSql).collect(Collectors.joining(", ")),
            include.isEmpty()
                ? ""
                : include.stream()
                    .map(Identifier::toSql)
                    .collect(Collectors.joining(", ", " INCLUDE (", ")")),
            predicate.map(" WHERE "::concat).orElse(""));
  }

  /** Renders the statement that builds the index without blocking writes. */
  public String createConcurrently(Identifier name) {
    return "CREATE INDEX CONCURRENTLY %s %s".formatted(name.toSql(), toSql());
  }

  @Override
  public String toString() {
    return toSql();
  }
}
