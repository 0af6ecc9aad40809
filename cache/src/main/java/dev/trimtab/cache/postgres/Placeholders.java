package dev.trimtab.cache.postgres;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers the question marks of a JDBC statement, {@code ?} becomes {@code $1}, and leaves those in
 * texts, quoted names and comments alone. {@code ??} is the operator {@code ?}, as in the driver.
 */
final class Placeholders {

  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?xs)
            (?<text>
                [eE]'(?:[^'\\\\]|\\\\.|'')*'      # text with escapes
              | '(?:[^']|'')*'                    # text
              | (?<![\\w$])\\$(?<tag>\\w*)\\$.*?\\$\\k<tag>\\$ )  # text in dollars
          | (?<skipped>
                "(?:[^"]|"")*"                    # name
              | --[^\\n]*                         # comment
              | /\\*.*?\\*/ )                     # comment; a nested one ends at its first end
          | (?<operator>\\?\\?)
          | (?<parameter>\\?)
          | (?<end>;)
          """);

  private Placeholders() {}

  /** Returns the statement as PostgreSQL itself takes it. */
  static String numbered(String sql) {
    Matcher matcher = TOKEN.matcher(sql);
    var result = new StringBuilder();
    int number = 0;
    while (matcher.find()) {
      String replacement = matcher.group();
      if (matcher.group("operator") != null) {
        replacement = "?";
      } else if (matcher.group("parameter") != null) {
        number++;
        replacement = "$" + number;
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(result).toString();
  }

  /** Returns the texts in a statement, in their quotes. */
  static List<String> texts(String sql) {
    return TOKEN
        .matcher(sql)
        .results()
        .map(result -> result.group("text"))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Returns whether nothing follows the first statement. */
  static boolean isOne(String sql) {
    Matcher matcher = TOKEN.matcher(sql.strip().replaceFirst(";\\s*$", ""));
    while (matcher.find()) {
      if (matcher.group("end") != null) {
        return false;
      }
    }
    return true;
  }
}
