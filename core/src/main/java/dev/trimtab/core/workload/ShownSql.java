package dev.trimtab.core.workload;

import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Statements as reports, messages and the journal show them. {@code pg_stat_statements} has taken
 * the values out; in a server's log and in files they are still there, and they are values of rows.
 */
public final class ShownSql {

  private static final String VALUE = "?";

  private ShownSql() {}

  /** Returns the statement with a question mark for every literal, and without comments. */
  public static String of(String sql) {
    return without(sql, new SqlScanner(sql), token -> true);
  }

  /**
   * Returns a statement that was made from another one with a question mark for every literal that
   * comes from there; what was added stays.
   */
  public static String rewritten(String rewrite, String original) {
    Set<String> theirs = new HashSet<>();
    for (Token token : new SqlScanner(original)) {
      if (isLiteral(token)) {
        theirs.add(token.text());
      }
    }
    return without(rewrite, new SqlScanner(rewrite), token -> theirs.contains(token.text()));
  }

  private static String without(String sql, SqlScanner scanner, Predicate<Token> isHidden) {
    var out = new StringBuilder(sql.length());
    for (Token token : scanner) {
      if (token.kind() == Kind.COMMENT) {
        out.append(' ');
      } else {
        out.append(isLiteral(token) && isHidden.test(token) ? VALUE : token.text());
      }
    }
    return out.toString().strip();
  }

  private static boolean isLiteral(Token token) {
    return token.kind() == Kind.STRING || token.kind() == Kind.NUMBER;
  }
}
