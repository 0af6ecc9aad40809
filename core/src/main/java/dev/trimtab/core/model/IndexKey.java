package dev.trimtab.core.model;

import java.util.Optional;

/**
 * One key of an index: a column or an expression, how it compares and which way it is sorted.
 *
 * @param column the column, if the key is a plain one
 * @param sql the key as SQL: the quoted column, or the expression as {@code pg_get_indexdef} prints
 *     it
 * @param operatorClass the operator class as SQL where it is not the type's default
 * @param collation the collation as SQL where it is not the column's own
 * @param descending sorted downwards ({@code indoption} bit 0)
 * @param nullsFirst nulls before values ({@code indoption} bit 1); the default for a descending key
 */
public record IndexKey(
    Optional<Identifier> column,
    String sql,
    Optional<String> operatorClass,
    Optional<String> collation,
    boolean descending,
    boolean nullsFirst) {

  /** Returns an ascending key on a plain column, with its type's own comparison. */
  public static IndexKey on(Identifier column) {
    return new IndexKey(
        Optional.of(column), column.toSql(), Optional.empty(), Optional.empty(), false, false);
  }

  /** Returns an ascending key on an expression. */
  public static IndexKey onExpression(String sql) {
    return new IndexKey(Optional.empty(), sql, Optional.empty(), Optional.empty(), false, false);
  }

  /** Returns the key with another sort direction. */
  public IndexKey sorted(boolean newDescending, boolean newNullsFirst) {
    return new IndexKey(column, sql, operatorClass, collation, newDescending, newNullsFirst);
  }

  /** Returns the key compared by another operator class. */
  public IndexKey withOperatorClass(String newOperatorClass) {
    return new IndexKey(
        column, sql, Optional.of(newOperatorClass), collation, descending, nullsFirst);
  }

  /** Returns whether both keys order rows by the same thing, direction aside. */
  public boolean isSameValueAs(IndexKey other) {
    return sql.equals(other.sql)
        && operatorClass.equals(other.operatorClass)
        && collation.equals(other.collation);
  }

  /** Renders the key as an element of {@code CREATE INDEX … (…)}. */
  public String toSql() {
    var out = new StringBuilder(column.isPresent() ? sql : "(" + sql + ")");
    collation.ifPresent(name -> out.append(" COLLATE ").append(name));
    operatorClass.ifPresent(name -> out.append(' ').append(name));
    if (descending) {
      out.append(" DESC");
    }
    if (nullsFirst != descending) {
      out.append(nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return toSql();
  }
}
