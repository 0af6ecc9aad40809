package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.workload.AnalyzedStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a rule proposes, before it is proven.
 *
 * @param statements those concerned; the first gives the rewrite's parameters their values
 * @param rewrite the new text, if there is one
 * @param mustBeCheaper whether it is worth nothing unless the planner finds it cheaper
 */
record Proposal(
    StatementAdvice.Kind kind,
    List<AnalyzedStatement> statements,
    String reason,
    String condition,
    Optional<Rewrite> rewrite,
    boolean mustBeCheaper) {

  Proposal {
    statements = List.copyOf(statements);
  }

  /** Returns a proposal for one statement that is worth its while only if it gets cheaper. */
  static Proposal cheaper(
      StatementAdvice.Kind kind,
      AnalyzedStatement statement,
      String reason,
      String condition,
      Rewrite rewrite) {
    return new Proposal(kind, List.of(statement), reason, condition, Optional.of(rewrite), true);
  }

  /** Returns a warning: there is something to change, and no text that is sure to be the same. */
  static Proposal warning(
      StatementAdvice.Kind kind, AnalyzedStatement statement, String reason, String condition) {
    return new Proposal(kind, List.of(statement), reason, condition, Optional.empty(), false);
  }

  /**
   * A new text and what the server must understand it as.
   *
   * @param origins one per parameter: its number in the first statement, or none for a new one
   * @param added columns it may name beside those of the old text
   * @param removed columns it no longer names
   * @param assumed values of the old text's parameters that stand for what is usual, by number
   */
  record Rewrite(
      String text,
      List<OptionalInt> origins,
      Set<Identifier> added,
      Set<Identifier> removed,
      Map<Integer, String> assumed) {

    Rewrite {
      origins = List.copyOf(origins);
      added = Set.copyOf(added);
      removed = Set.copyOf(removed);
      assumed = Map.copyOf(assumed);
    }

    /** Returns a text with the same parameters and columns as before. */
    static Rewrite of(String text, AnalyzedStatement statement) {
      return new Rewrite(
          text,
          statement.shape().parameters().stream()
              .map(parameter -> OptionalInt.of(parameter.number()))
              .toList(),
          Set.of(),
          Set.of(),
          Map.of());
    }

    Rewrite withAdded(Set<Identifier> columns) {
      return new Rewrite(text, origins, columns, removed, assumed);
    }

    Rewrite withRemoved(Set<Identifier> columns) {
      return new Rewrite(text, origins, added, columns, assumed);
    }
  }
}
