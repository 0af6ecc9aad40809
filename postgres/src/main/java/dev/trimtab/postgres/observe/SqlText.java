package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;

/** Statements as they may be shown to others. */
public final class SqlText {

  private SqlText() {}

  /**
   * Returns the statement on one line, without literals and comments, cut off where it gets long.
   * Where it cannot be told what is a literal, it ends: after a backslash before a quote, which
   * hides the quote on servers without {@code standard_conforming_strings}. What {@code SET} gives
   * a setting may be a bare word, and is not shown either.
   *
   * @param charsMax longest result, an ellipsis included; at least 1
   */
  public static String shape(String sql, int charsMax) {
    var out = new StringBuilder();
    boolean isSetting = sql.strip().regionMatches(true, 0, "SET ", 0, 4);
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
      boolean isGiven = token.text().equals("=") || token.text().equalsIgnoreCase("TO");
      if (isSetting && isGiven) {
        return cut(out.append(" ?"), charsMax);
      }
      if (token.kind() == SqlScanner.Kind.STRING && token.text().endsWith("\\'")) {
        return cut(out.append('…'), charsMax);
      }
      if (out.length() > charsMax) {
        break;
      }
    }
    return cut(out, charsMax);
  }

  private static String cut(StringBuilder text, int charsMax) {
    String shown = text.toString().strip();
    return text.length() > charsMax ? text.substring(0, charsMax - 1) + "…" : shown;
  }
}
