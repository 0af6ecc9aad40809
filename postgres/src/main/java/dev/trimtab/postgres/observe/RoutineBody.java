package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.Locale;

/**
 * Knows whether a statement is inside of {@code BEGIN ATOMIC … END}, where semicolons end nothing
 * (server 14 and later, {@code CREATE FUNCTION}). Told as psql tells it: by words, {@code CASE}
 * being the only other thing in there that {@code END} ends.
 */
final class RoutineBody {

  private boolean isRoutine;
  private String previous = "";
  private int depth;

  /** Takes the next token of the statement. */
  void see(Token token) {
    if (token.kind() != Kind.WORD) {
      return;
    }
    String word = token.text().toUpperCase(Locale.ROOT);
    isRoutine |= previous.isEmpty() && word.equals("CREATE");
    if (isRoutine) {
      switch (word) {
        case "ATOMIC" -> depth += previous.equals("BEGIN") ? 1 : 0;
        case "CASE" -> depth += depth > 0 ? 1 : 0;
        case "END" -> depth -= depth > 0 ? 1 : 0;
        default -> {}
      }
    }
    previous = word;
  }

  boolean isOpen() {
    return depth > 0;
  }
}
