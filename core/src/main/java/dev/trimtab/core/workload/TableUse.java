package dev.trimtab.core.workload;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One mention of a table in a statement and all that is asked of it there.
 *
 * @param filters conditions that compare a key of the table with something known before it is read
 * @param joins keys compared for equality with another table's rows
 * @param order what the rows are wanted sorted by, if all of it is of this table
 * @param isLimited whether only the first rows in that order are wanted
 * @param groups keys grouped by or made distinct, if all are of this table
 * @param constants predicates on this table without parameters, as SQL: what a partial index could
 *     be limited to
 * @param columns every column of the table that is mentioned; those an index-only scan must have
 * @param change what the statement does to the table's rows, if it does
 */
public record TableUse(
    TableName table,
    List<Filter> filters,
    List<Key> joins,
    List<SortKey> order,
    boolean isLimited,
    List<Key> groups,
    List<String> constants,
    Set<Identifier> columns,
    Optional<RowChange> change) {

  public TableUse {
    filters = List.copyOf(filters);
    joins = List.copyOf(joins);
    order = List.copyOf(order);
    groups = List.copyOf(groups);
    constants = List.copyOf(constants);
    columns = java.util.Collections.unmodifiableSet(new TreeSet<>(columns));
  }

  /**
   * A column of the table or an expression over its columns.
   *
   * @param column the column, if it is a plain one
   * @param sql as SQL that could stand in an index definition, outer parentheses left out
   */
  public record Key(Optional<Identifier> column, String sql) {}

  /**
   * A condition an index might serve.
   *
   * @param comparison what is compared, in a B-tree's terms
   * @param operator the operator, as written
   * @param serving the operator classes that can serve it, B-tree's default left out
   * @param constant the whole condition as SQL, if it has no parameter and nothing but immutable
   *     parts
   * @param isAlternative whether it is one arm of an OR, not true of all rows wanted
   * @param pattern the literal pattern of a LIKE, if it has one
   */
  public record Filter(
      Key key,
      Comparison comparison,
      String operator,
      List<OperatorClass> serving,
      Optional<String> constant,
      boolean isAlternative,
      Optional<String> pattern) {

    public Filter {
      serving = List.copyOf(serving);
    }
  }

  /** What a condition asks of a key, in a B-tree's terms. */
  public enum Comparison {
    EQUAL,
    /** One of a list. */
    ANY_OF,
    /** {@code <}, {@code <=}, {@code >}, {@code >=}. */
    RANGE,
    IS_NULL,
    IS_NOT_NULL,
    /** A boolean key by itself, or its negation. */
    TRUTH,
    /** {@code LIKE} and its relatives. */
    LIKE,
    /** Any other operator; only special operator classes serve it. */
    OTHER
  }

  /**
   * An operator class that can serve an operator ({@code pg_amop}).
   *
   * @param method access method
   * @param name qualified as SQL where it is not in {@code pg_catalog}
   * @param isDefault whether it is its type's default for the method
   */
  public record OperatorClass(String method, String name, boolean isDefault) {}

  /** One term of an ORDER BY. */
  public record SortKey(Key key, boolean descending, boolean nullsFirst) {}

  /**
   * What a statement does to rows.
   *
   * @param command INSERT, UPDATE, DELETE or MERGE
   * @param written columns an UPDATE assigns, or any assigned by a MERGE
   */
  public record RowChange(QueryShape.Command command, Set<Identifier> written) {

    public RowChange {
      written = java.util.Collections.unmodifiableSet(new TreeSet<>(written));
    }
  }
}
