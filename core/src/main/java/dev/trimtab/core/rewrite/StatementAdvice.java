package dev.trimtab.core.rewrite;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to change in a statement. Where there is a rewrite, it gives the same rows whenever the
 * condition holds; the twin has read it.
 *
 * @param statementIds the statements concerned, as in the workload; the first is called most
 * @param reason one sentence
 * @param rewrite the statement to use instead, if one can be shown
 * @param condition what must hold for it, one sentence
 * @param costNow planner cost of what is there, per call of the first statement, with the
 *     recommended indexes in place; empty where the twin cannot plan it
 * @param costThen the same of the rewrite
 */
public record StatementAdvice(
    Kind kind,
    List<String> statementIds,
    String reason,
    Optional<String> rewrite,
    String condition,
    OptionalDouble costNow,
    OptionalDouble costThen) {

  public StatementAdvice {
    statementIds = List.copyOf(statementIds);
    if (statementIds.isEmpty()) {
      throw new IllegalArgumentException("advice concerns at least one statement");
    }
  }

  /** What was found. */
  public enum Kind {
    /** A page is reached by reading all pages before it. */
    OFFSET_PAGING("OFFSET paging"),
    /** A row is looked for and then written. */
    FIND_THEN_WRITE("find, then write"),
    /** Several single rows are read for the same key, one after the other. */
    SEVERAL_READS("several reads of one key"),
    /** Columns are carried through a statement that reads them nowhere. */
    UNREAD_COLUMNS("columns nobody reads"),
    /** A pattern begins with a wildcard. */
    LEADING_WILDCARD("leading wildcard"),
    /** A function or a cast hides an indexed column. */
    HIDDEN_COLUMN("function on an indexed column"),
    /** The other side's type makes the server cast an indexed column. */
    TYPE_MISMATCH("type mismatch"),
    /** {@code NOT IN} of a sub-query. */
    NOT_IN("NOT IN"),
    /** Rows are counted where it matters only whether there is one. */
    COUNT_FOR_EXISTENCE("count for existence");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Returns what a reader calls it. */
    public String title() {
      return title;
    }
  }
}
