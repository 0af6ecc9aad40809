package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;

/** Cuts a script into its statements at semicolons that are not quoted, by dollars neither. */
public final class SqlScript {

  private SqlScript() {}

  /** Returns the statements in order, without their semicolons; comments stay with the next. */
  public static List<String> statements(String script) {
    var result = new ArrayList<String>();
    int start = 0;
    for (Token token : new SqlScanner(script)) {
      if (token.kind() == Kind.SYMBOL && token.text().equals(";")) {
        add(script.substring(start, token.start()), result);
        start = token.end();
      }
    }
    add(script.substring(start), result);
    return List.copyOf(result);
  }

  private static void add(String statement, List<String> out) {
    if (!statement.isBlank()) {
      out.add(statement.strip());
    }
  }
}
