package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits SQL at its semicolons.
 *
 * <p>An application may send several statements in one message, and a log shows them as one. Behind
 * {@code EXPLAIN} only the first of them is explained: the others would be run. So whatever goes to
 * a server behind a word of ours is split before and refused if it is more than one.
 */
public final class SqlStatements {

  private SqlStatements() {}

  /**
   * Returns the statements of a text in order, without semicolons; those that hold nothing but
   * comments are left out. A body {@code BEGIN ATOMIC … END} of a routine is not split.
   */
  public static List<String> of(String sql) {
    var statements = new ArrayList<String>();
    var body = new RoutineBody();
    int start = 0;
    boolean isEmpty = true;
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      body.see(token);
      if (token.text().equals(";") && !body.isOpen()) {
        if (!isEmpty) {
          statements.add(sql.substring(start, token.start()).strip());
        }
        start = token.end();
        isEmpty = true;
        body = new RoutineBody();
      } else if (token.kind() != Kind.SPACE && token.kind() != Kind.COMMENT) {
        isEmpty = false;
      }
    }
    if (!isEmpty) {
      statements.add(sql.substring(start).strip());
    }
    return statements;
  }

  /** Returns a text without its comments; what they stood between stays apart. */
  public static String withoutComments(String sql) {
    var result = new StringBuilder();
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      result.append(token.kind() == Kind.COMMENT ? " " : token.text());
    }
    return result.toString();
  }

  /** Returns whether a text is one statement; a semicolon at its end does not matter. */
  public static boolean isOne(String sql) {
    return of(sql).size() == 1;
  }
}
