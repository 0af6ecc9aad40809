package dev.trimtab.batch.write;

/** The one place where a name, or a text that is known, becomes SQL. */
final class Names {

  private Names() {}

  /**
   * Returns a name in quotes (manual 4.1.1).
   *
   * @throws IllegalArgumentException for an empty name and one with a zero character
   */
  static String quoted(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a name: \"%s\"".formatted(name.replace('\0', '?')));
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns a text constant that is read the same whatever the settings (manual 4.1.2.2). */
  static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
