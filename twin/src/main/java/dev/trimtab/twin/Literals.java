package dev.trimtab.twin;

/**
 * Values as SQL literals, for the few statements on the twin that take no parameters: {@code
 * EXECUTE} inside {@code EXPLAIN}. Never used on a target.
 */
final class Literals {

  private Literals() {}

  /** Returns the value in quotes; {@code standard_conforming_strings} is on in every session. */
  static String quote(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
