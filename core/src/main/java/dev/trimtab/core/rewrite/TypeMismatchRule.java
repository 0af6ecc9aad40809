package dev.trimtab.core.rewrite;

import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.Traits.WrappedColumn;
import dev.trimtab.core.workload.Traits.Wrapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code int_col = 5.0}: the server casts the column to what the literal is, and an index on it is
 * of no use. A literal that is a whole number can be written as one; a text without a blank at its
 * end is the same as a {@code char(n)}.
 */
final class TypeMismatchRule implements StatementRule {

  /** Beyond, two integers are one double precision. */
  private static final BigDecimal EXACT_MAX = BigDecimal.valueOf(1L << 53);

  private static final Set<String> NUMBERS =
      Set.of("numeric", "decimal", "float8", "double precision", "float");

  private static final Set<String> TEXTS = Set.of("text", "varchar", "character varying");

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .flatMap(statement -> proposal(statement, surroundings).stream())
        .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, Surroundings surroundings) {
    List<WrappedColumn> mismatches =
        statement.shape().traits().wrapped().stream()
            .filter(w -> w.wrapper() == Wrapper.NUMBER || w.wrapper() == Wrapper.TRIMMED)
            .filter(w -> surroundings.isIndexed(w.column()) && !w.valuePlaces().isEmpty())
            .toList();
    if (mismatches.isEmpty()) {
      return Optional.empty();
    }
    WrappedColumn first = mismatches.getFirst();
    return rewritten(new StatementText(statement.statement().text()), mismatches)
        .map(text ->
            Proposal.cheaper(
                Kind.TYPE_MISMATCH,
                statement,
                "%s is %s and is compared with %s, so that the server casts the column and no index on it helps"
                    .formatted(
                        first.column().column(),
                        first.type(),
                        first.wrapper() == Wrapper.NUMBER ? "a number of another type" : "text"),
                "always: the value is the same",
                Rewrite.of(text, statement)));
  }

  private record Edit(Span span, String text) {}

  private static Optional<String> rewritten(StatementText text, List<WrappedColumn> mismatches) {
    var edits = new ArrayList<Edit>();
    for (WrappedColumn mismatch : mismatches) {
      for (int place : mismatch.valuePlaces()) {
        Optional<Edit> edit =
            mismatch.wrapper() == Wrapper.NUMBER ? whole(text, place) : fixed(text, place);
        if (edit.isEmpty()) {
          return Optional.empty();
        }
        edits.add(edit.get());
      }
    }
    edits.sort(Comparator.comparingInt((Edit edit) -> edit.span().start()).reversed());
    String result = text.sql().substring(0, text.end());
    for (Edit edit : edits) {
      result =
          result.substring(0, edit.span().start())
              + edit.text()
              + result.substring(edit.span().end());
    }
    return Optional.of(result);
  }

  private static Optional<Edit> whole(StatementText text, int place) {
    int first = text.at(place).orElse(-1);
    int number = text.has(first, "-") ? first + 1 : first;
    if (first < 0 || number >= text.size()) {
      return Optional.empty();
    }
    var literal = text.part(number);
    Optional<Cast> cast = cast(text, number);
    boolean isKnown =
        (literal.kind() == SqlScanner.Kind.NUMBER && cast.isEmpty())
            || cast.filter(its -> NUMBERS.contains(its.type())).isPresent();
    return isKnown
        ? integer((number > first ? "-" : "") + literal.text().replace("'", ""))
            .map(value ->
                new Edit(new Span(place, cast.map(Cast::end).orElse(literal.end())), value))
        : Optional.empty();
  }

  private static Optional<String> integer(String digits) {
    try {
      BigDecimal value = new BigDecimal(digits.strip());
      boolean isWhole = value.stripTrailingZeros().scale() <= 0;
      return isWhole && value.abs().compareTo(EXACT_MAX) < 0
          ? Optional.of(value.toBigIntegerExact().toString())
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Edit> fixed(StatementText text, int place) {
    int at = text.at(place).orElse(-1);
    if (at < 0 || text.part(at).kind() != SqlScanner.Kind.STRING) {
      return Optional.empty();
    }
    String literal = text.part(at).text();
    boolean isPlain = literal.startsWith("'") && !literal.endsWith(" '");
    return cast(text, at)
        .filter(cast -> isPlain && TEXTS.contains(cast.type()))
        .map(cast -> new Edit(new Span(place, cast.end()), literal + "::bpchar"));
  }

  private record Cast(String type, int end) {}

  /** {@code ::numeric}; one with a modifier may change the value and is not read. */
  private static Optional<Cast> cast(StatementText text, int literal) {
    if (!text.has(literal + 1, "::") || literal + 2 >= text.size()) {
      return Optional.empty();
    }
    int last = literal + 2;
    String type = text.part(last).text().toLowerCase(Locale.ROOT);
    if (text.has(last + 1, "precision") || text.has(last + 1, "varying")) {
      last++;
      type += " " + text.part(last).text().toLowerCase(Locale.ROOT);
    }
    boolean isModified =
        text.has(last + 1, "(") || text.has(last + 1, "[") || text.has(last + 1, "::");
    return Optional.of(new Cast(isModified ? "" : type, text.part(last).end()));
  }
}
