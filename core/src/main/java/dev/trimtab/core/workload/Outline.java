package dev.trimtab.core.workload;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The top level of a statement about one table. What a rule needs to know before it may say that
 * another statement gives the same rows.
 *
 * @param table the only table it reads or writes there
 * @param entry what the table goes by; empty where there is no single table
 * @param kind what becomes of the rows
 * @param equalities the whole WHERE, if it is {@code column = value AND …}
 * @param outputs what it returns, in order
 * @param order what the rows are sorted by; empty if by nothing, or not by plain columns only
 * @param paging LIMIT and OFFSET, if it has both
 * @param assigned columns that an INSERT or UPDATE gives a value to
 */
public record Outline(
    Optional<TableName> table,
    String entry,
    Kind kind,
    Optional<List<Equality>> equalities,
    List<Output> outputs,
    List<Sort> order,
    Optional<Paging> paging,
    List<Assigned> assigned) {

  /** Nothing is known. */
  public static final Outline UNKNOWN =
      new Outline(
          Optional.empty(),
          "",
          Kind.OTHER,
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of());

  public Outline {
    equalities = equalities.map(List::copyOf);
    outputs = List.copyOf(outputs);
    order = List.copyOf(order);
    assigned = List.copyOf(assigned);
  }

  /** What becomes of the rows of the table. */
  public enum Kind {
    /** One row each, nothing locked. */
    ROWS,
    /** One row in all: aggregates without GROUP BY. */
    TOTALS,
    /** {@code INSERT … VALUES} of one row, without ON CONFLICT. */
    INSERT_ROW,
    /** An UPDATE that reads no other table. */
    UPDATE,
    /** Anything else: groups, DISTINCT, set operations, locks, several tables. */
    OTHER
  }

  /**
   * {@code column = value}.
   *
   * @param parameter the value's number, if it is a parameter
   */
  public record Equality(Identifier column, OptionalInt parameter) {}

  /**
   * A column of the result.
   *
   * @param column the table's column, if it is one
   * @param isConstant whether it says nothing but that the row is there: a constant, a count
   */
  public record Output(String name, Optional<Identifier> column, boolean isConstant) {}

  /** A column of an ORDER BY. */
  public record Sort(Identifier column, boolean descending) {}

  /**
   * OFFSET, beside a LIMIT.
   *
   * @param parameter its number, if it is a parameter; else it is a literal
   */
  public record Paging(OptionalInt parameter) {}

  /**
   * {@code column = value} of an INSERT or UPDATE; what a default fills in is not among them.
   *
   * @param isPlain whether the value is a parameter or a constant
   * @param hasQuery whether the value is read by a sub-query
   */
  public record Assigned(Identifier column, boolean isPlain, boolean hasQuery) {}
}
