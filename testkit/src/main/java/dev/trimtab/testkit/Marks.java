package dev.trimtab.testkit;

import java.util.List;

/**
 * A password and a value of a row that occur nowhere else. Tests log in with the one and store the
 * other; whatever we print, write or keep is searched for both.
 */
public final class Marks {

  /** Put together, so that this file is not found when sources are searched. */
  public static final String PASSWORD = "pass" + "word-mark-7c1f";

  /** In rows, and in statements that a log or a file gives. */
  public static final String VALUE = "row" + "-value-mark-93ab";

  /** A number that is a value of rows. */
  public static final String NUMBER = "7390" + "1645";

  private static final List<String> ALL = List.of(PASSWORD, VALUE, NUMBER);

  private Marks() {}

  /** Returns the marks that a text holds; none if all is well. */
  public static List<String> in(String text) {
    return ALL.stream().filter(text::contains).toList();
  }
}
