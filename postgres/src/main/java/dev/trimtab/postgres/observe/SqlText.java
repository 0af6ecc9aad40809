package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;

/** Statements as they may be shown to others. */
public final class SqlText {

  private SqlText() {}

  /**
   * Returns the statement on one line, without literals and comments, cut off where it gets long.
   *
   * @param charsMax longest result, an ellipsis included; at least 1
   */
  public static String shape(String sql, int charsMax) {
    var out = new StringBuilder();
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      switch (token.kind()) {
        case SPACE, COMMENT -> {
          if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
            out.append(' ');
          }
        }
        case STRING, NUMBER -> out.append('?');
        case WORD, QUOTED_NAME, PARAMETER, SYMBOL -> out.append(token.text());
      }
      if (out.length() > charsMax) {
        return out.substring(0, charsMax - 1) + "…";
      }
    }
    return out.toString().strip();
  }
}
