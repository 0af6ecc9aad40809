package dev.trimtab.core.model;

/** An extension, installed or not: a row of {@code pg_extension}, or what would be one. */
public record Extension(Identifier name, String version, Identifier schema) {

  /** Returns the statement that installs it, in its schema; fine if it is there already. */
  public String createSql() {
    return "CREATE EXTENSION IF NOT EXISTS %s SCHEMA %s".formatted(name.toSql(), schema.toSql());
  }
}
