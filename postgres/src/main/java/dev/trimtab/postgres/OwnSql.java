package dev.trimtab.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells our statements from those of the application. A server counts every statement it runs; what
 * we ask it is no part of the workload that we advise on.
 */
public final class OwnSql {

  /**
   * Stands in every statement of ours, so that the next snapshot leaves it out. Behind the first
   * word, because server 18 does not keep a comment before it.
   */
  public static final String MARK = "/* trimtab */";

  private static final Pattern FIRST_WORD = Pattern.compile("^\\s*(\\w+)");

  /**
   * The mark where we put it, for Java and for PostgreSQL. Anywhere else it is a name or a comment
   * of the application's, which may look like anything.
   */
  public static final String AT_ITS_PLACE = "^\\s*\\w+ /\\* trimtab \\*/";

  private static final Pattern OURS_IN_LOG = Pattern.compile("(?:^|: )\\s*\\w+ /\\* trimtab \\*/");

  private OwnSql() {}

  /** Returns whether a message of a server log is about a statement of ours. */
  public static boolean isInLogMessage(String message) {
    return OURS_IN_LOG.matcher(message).find();
  }

  /** Returns the statement with our mark in it. */
  public static String marked(String sql) {
    return FIRST_WORD.matcher(sql).replaceFirst("$1 " + Matcher.quoteReplacement(MARK));
  }
}
