package dev.trimtab.core.rewrite;

import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Traits.CountTest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code (SELECT count(*) …) > 0} reads every row to learn that there is one; {@code EXISTS} stops
 * at the first. Both are true or false and never NULL. A count that is returned as a number is left
 * alone: nobody knows what the client does with it.
 */
final class CountForExistenceRule implements StatementRule {

  private static final String REASON =
      "every row is counted where it only matters whether there is one; EXISTS stops at the first";
  private static final String ALWAYS = "always";
  private static final String NAMED =
      "always; a column of the result that has no name of its own is called exists then";

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream().flatMap(statement -> proposal(statement).stream()).toList();
  }

  private static Optional<Proposal> proposal(AnalyzedStatement statement) {
    // One after the other, from the end: a change moves what is behind it and nothing before it.
    List<CountTest> tests =
        statement.shape().traits().countTests().stream()
            .sorted((a, b) -> Integer.compare(b.place(), a.place()))
            .toList();
    String text = statement.statement().text();
    for (CountTest test : tests) {
      var parts = new StatementText(text);
      Optional<String> next = test.isWhole() ? whole(parts, test) : inside(parts, test);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      text = next.get();
    }
    return tests.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Proposal.cheaper(
                Kind.COUNT_FOR_EXISTENCE,
                statement,
                REASON,
                tests.stream().anyMatch(test -> isOutput(statement, test)) ? NAMED : ALWAYS,
                Rewrite.of(text, statement)));
  }

  private static boolean isOutput(AnalyzedStatement statement, CountTest test) {
    var text = new StatementText(statement.statement().text());
    int from = text.keyword(Set.of("FROM", "WHERE"), 0, 0).orElse(text.size());
    int at = text.at(test.place()).orElse(0);
    return !test.isWhole() && text.has(0, "SELECT") && at < from;
  }

  /** {@code (SELECT count(*) FROM …) > 0}, or {@code 0 < (SELECT …)}. */
  private static Optional<String> inside(StatementText text, CountTest test) {
    int open = text.at(test.place()).orElse(-1);
    if (open < 0 || !text.has(open, "(") || !text.has(open + 1, "SELECT")) {
      return Optional.empty();
    }
    int close = text.closing(open).orElse(-1);
    int from = text.keyword(Set.of("FROM"), open + 1, text.part(open).depth() + 1).orElse(-1);
    if (close < 0 || from < 0 || !isCount(text, open + 2)) {
      return Optional.empty();
    }
    return comparison(text, open, close)
        .map(span ->
            text.with(
                span,
                "%sEXISTS (SELECT 1 %s"
                    .formatted(
                        test.isWanted() ? "" : "NOT ",
                        text.text(new Span(text.part(from).start(), text.part(close).end())))));
  }

  private static boolean isCount(StatementText text, int at) {
    return text.has(at, "count")
        && text.has(at + 1, "(")
        && text.has(at + 2, "*")
        && text.has(at + 3, ")");
  }

  private static Optional<Span> comparison(StatementText text, int open, int close) {
    boolean isNumberRight = isComparison(text, close + 1) && isSmall(text, close + 2);
    if (isNumberRight && isFree(text, open - 1) && isFree(text, close + 3)) {
      return Optional.of(new Span(text.part(open).start(), text.part(close + 2).end()));
    }
    boolean isNumberLeft = isComparison(text, open - 1) && isSmall(text, open - 2);
    return isNumberLeft && isFree(text, open - 3) && isFree(text, close + 1)
        ? Optional.of(new Span(text.part(open - 2).start(), text.part(close).end()))
        : Optional.empty();
  }

  private static boolean isComparison(StatementText text, int at) {
    return List.of("=", "<", ">", "<=", ">=", "<>", "!=").stream()
        .anyMatch(operator -> text.has(at, operator));
  }

  private static boolean isSmall(StatementText text, int at) {
    return text.has(at, "0") || text.has(at, "1");
  }

  /** Whether nothing there binds more tightly than the comparison. */
  private static boolean isFree(StatementText text, int at) {
    return at < 0
        || at >= text.size()
        || text.part(at).isName()
        || List.of("(", ")", ",", ";").stream().anyMatch(mark -> text.has(at, mark));
  }

  /** {@code SELECT count(*) > 0 FROM …}; the column keeps its name. */
  private static Optional<String> whole(StatementText text, CountTest test) {
    int operator = text.at(test.place()).orElse(-1);
    boolean isUsual =
        operator == 5 && text.has(0, "SELECT") && isCount(text, 1) && isSmall(text, operator + 1);
    int from = isUsual ? text.keyword(Set.of("FROM"), 0, 0).orElse(-1) : -1;
    if (from < 0) {
      return Optional.empty();
    }
    int name = operator + 2 < from && text.has(operator + 2, "AS") ? operator + 3 : operator + 2;
    if (from > name + 1) {
      return Optional.empty();
    }
    return Optional.of(
        "SELECT %sEXISTS (SELECT 1 %s) AS %s"
            .formatted(
                test.isWanted() ? "" : "NOT ",
                text.text(new Span(text.part(from).start(), text.end())),
                name < from ? text.part(name).text() : "\"?column?\""));
  }
}
