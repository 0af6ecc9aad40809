package dev.trimtab.core.model;

/**
 * Text as a literal of SQL, for the few places that take no parameter: the body of a {@code DO}
 * block, a script. Everywhere else a value is a parameter.
 */
public final class SqlLiteral {

  private SqlLiteral() {}

  /** Returns the text in quotes; right whatever {@code standard_conforming_strings} is. */
  public static String of(String text) {
    String doubled = text.replace("'", "''");
    return text.contains("\\") ? "E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
  }
}
