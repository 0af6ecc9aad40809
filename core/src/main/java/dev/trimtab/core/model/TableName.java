package dev.trimtab.core.model;

import java.util.Comparator;

/**
 * A schema-qualified name of anything that lives in {@code pg_class}: tables, views, indexes,
 * sequences; and of types and functions, which share the form.
 */
public record TableName(Identifier schema, Identifier name) implements Comparable<TableName> {

  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::schema).thenComparing(TableName::name);

  /** Returns the name from exact-case parts. */
  public static TableName of(String schema, String name) {
    return new TableName(new Identifier(schema), new Identifier(name));
  }

  /** Returns the name of something beside this: the same schema, another name. */
  public TableName sibling(Identifier other) {
    return new TableName(schema, other);
  }

  /** Returns both parts quoted, with a dot between. */
  public String toSql() {
    return schema.toSql() + "." + name.toSql();
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }

  /** Returns the name for a reader, without quotes; the schema is left out when it is public. */
  @Override
  public String toString() {
    return schema.value().equals("public") ? name.value() : schema.value() + "." + name.value();
  }
}
