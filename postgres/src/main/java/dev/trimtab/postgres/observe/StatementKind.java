package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import java.util.Locale;

/** What a statement does, told from its first word; that is all this project reads of a grammar. */
enum StatementKind {
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  MERGE,
  TRANSACTION_CONTROL,
  COPY,
  CURSOR,
  PREPARED,
  EXPLAIN,
  UTILITY,
  EMPTY;

  /** Returns whether it reads or writes rows, so that an index can matter to it. */
  boolean isWorkload() {
    return switch (this) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE -> true;
      case TRANSACTION_CONTROL, COPY, CURSOR, PREPARED, EXPLAIN, UTILITY, EMPTY -> false;
    };
  }

  /** Returns what it is called in a sentence, in the plural. */
  String plural() {
    return switch (this) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE -> "statements on rows";
      case TRANSACTION_CONTROL -> "transaction control statements";
      case COPY -> "COPY commands";
      case CURSOR -> "cursor commands";
      case PREPARED -> "PREPARE, EXECUTE and DEALLOCATE commands";
      case EXPLAIN -> "EXPLAIN commands";
      case UTILITY -> "DDL and utility commands";
      case EMPTY -> "empty statements";
    };
  }

  static StatementKind of(String sql) {
    return switch (firstWord(sql)) {
      // A WITH that writes is a write, but nothing here depends on it.
      case "SELECT", "WITH", "VALUES", "TABLE" -> SELECT;
      case "INSERT" -> INSERT;
      case "UPDATE" -> UPDATE;
      case "DELETE" -> DELETE;
      case "MERGE" -> MERGE;
      case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
          TRANSACTION_CONTROL;
      case "COPY" -> COPY;
      case "DECLARE", "FETCH", "MOVE", "CLOSE" -> CURSOR;
      case "PREPARE", "EXECUTE", "DEALLOCATE" -> PREPARED;
      case "EXPLAIN" -> EXPLAIN;
      case "" -> EMPTY;
      default -> UTILITY;
    };
  }

  private static String firstWord(String sql) {
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      switch (token.kind()) {
        case WORD -> {
          return token.text().toUpperCase(Locale.ROOT);
        }
        case SPACE, COMMENT -> {}
        case SYMBOL -> {
          if (!token.text().equals("(")) {
            return token.text();
          }
        }
        case STRING, QUOTED_NAME, NUMBER, PARAMETER -> {
          return token.text();
        }
      }
    }
    return "";
  }
}
