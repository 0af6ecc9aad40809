package dev.trimtab.engine;

import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.workload.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the suite of statement advice.
 *
 * @param statements what the workload is; each is called a thousand times
 * @param kind what must be found; nothing else may be
 * @param rewrite the new text; empty where there is only a warning
 * @param first of a rewrite that pages by key the condition that the first page is asked without
 */
record StatementCase(
    Kind kind, List<String> statements, Expected expected, String rewrite, String first) {

  enum Expected {
    REWRITE,
    WARNING,
    SILENCE
  }

  static final double CALLS = 1_000;

  static StatementCase rewrite(Kind kind, String sql, String rewrite) {
    return new StatementCase(kind, List.of(sql), Expected.REWRITE, rewrite, "");
  }

  static StatementCase rewrite(Kind kind, List<String> statements, String rewrite) {
    return new StatementCase(kind, statements, Expected.REWRITE, rewrite, "");
  }

  static StatementCase page(String sql, String first, String rewrite) {
    return new StatementCase(Kind.OFFSET_PAGING, List.of(sql), Expected.REWRITE, rewrite, first);
  }

  static StatementCase warning(Kind kind, String sql) {
    return new StatementCase(kind, List.of(sql), Expected.WARNING, "", "");
  }

  static StatementCase silent(Kind kind, String... statements) {
    return new StatementCase(kind, List.of(statements), Expected.SILENCE, "", "");
  }

  /** The statements with their calls; {@code 700: SELECT …} says another number. */
  List<Statement> workload() {
    var result = new ArrayList<Statement>();
    for (String text : statements) {
      var calls =
          java.util.regex.Pattern.compile("(\\d+): (.*)", java.util.regex.Pattern.DOTALL)
              .matcher(text);
      boolean isGiven = calls.matches();
      result.add(
          new Statement(
              "s" + result.size(),
              isGiven ? calls.group(2) : text,
              isGiven ? Double.parseDouble(calls.group(1)) : CALLS,
              Optional.empty(),
              List.of()));
    }
    return result;
  }
}
