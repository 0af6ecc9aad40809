package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Part;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Traits.NotIn;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code x NOT IN (SELECT y …)}: the planner cannot join it, because one NULL in y makes it true
 * for no row at all. Where neither side can be NULL, {@code NOT EXISTS} says the same and is
 * joined; where y can, there is only the warning.
 */
final class NotInRule implements StatementRule {

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .flatMap(statement ->
            statement.shape().traits().notIns().stream()
                .flatMap(notIn -> proposal(statement, notIn, surroundings).stream())
                .limit(1))
        .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, NotIn notIn, Surroundings surroundings) {
    boolean isInnerSafe =
        !notIn.innerMayBeMissing()
            && (notIn.innerIsTested() || surroundings.isNotNull(notIn.inner()));
    if (!isInnerSafe) {
      return Optional.of(warning(statement, notIn, surroundings));
    }
    boolean isOuterSafe =
        !notIn.outerMayBeMissing() && notIn.outer().map(surroundings::isNotNull).orElse(false);
    return !isOuterSafe || !notIn.isSimple()
        ? Optional.empty()
        : rewritten(new StatementText(statement.statement().text()), notIn)
            .map(text ->
                Proposal.cheaper(
                    Kind.NOT_IN,
                    statement,
                    "NOT IN is checked row by row where NOT EXISTS is a join",
                    "always: neither %s nor %s can be NULL here"
                        .formatted(notIn.outer().orElseThrow().column(), notIn.inner().column()),
                    Rewrite.of(text, statement)));
  }

  private static Proposal warning(
      AnalyzedStatement statement, NotIn notIn, Surroundings surroundings) {
    double nulls =
        surroundings
            .column(notIn.inner())
            .flatMap(Column::widestStatistics)
            .map(ColumnStatistics::nullFraction)
            .orElse(0.0);
    Identifier column = notIn.inner().column();
    return Proposal.warning(
        Kind.NOT_IN,
        statement,
        "one NULL in %s.%s and NOT IN finds no row at all%s; nor can it be planned as a join"
            .formatted(
                notIn.inner().table(),
                column,
                nulls > 0 ? "; %.1f %% of them are NULL".formatted(nulls * 100) : ""),
        "if rows with NULL shall not count, use NOT EXISTS, or add %s IS NOT NULL to the sub-query;"
                .formatted(Names.of(column))
            + " the result differs where there are any");
  }

  private static Optional<String> rewritten(StatementText text, NotIn notIn) {
    int not = text.at(notIn.place()).orElse(-1);
    boolean isUsual =
        not > 0
            && text.has(not, "NOT")
            && text.has(not + 1, "IN")
            && text.has(not + 2, "(")
            && text.has(not + 3, "SELECT");
    Optional<Span> outer = isUsual ? text.before(not) : Optional.empty();
    if (outer.isEmpty() || notIn.innerEntries().contains(notIn.outerEntry())) {
      return Optional.empty();
    }
    int open = not + 2;
    int depth = text.part(open).depth() + 1;
    int close = text.closing(open).orElse(-1);
    int from = text.keyword(Set.of("FROM"), open + 1, depth).orElse(-1);
    if (close < 0 || from < 0 || text.contains("ORDER", from, close, depth)) {
      return Optional.empty();
    }
    return equality(text, notIn, outer.get(), open + 2, from)
        .map(equality ->
            text.with(
                new Span(outer.get().start(), text.part(close).end()),
                "NOT EXISTS (SELECT 1 " + body(text, from, close, equality) + ")"));
  }

  /** {@code y = x}, x with the name of its table, because the sub-query may have an x, too. */
  private static Optional<String> equality(
      StatementText text, NotIn notIn, Span outer, int first, int from) {
    int start = text.has(first, "DISTINCT") ? first + 1 : first;
    Optional<Span> inner = start < from ? text.name(text.part(start).start()) : Optional.empty();
    Optional<Span> whole = text.name(outer.start());
    boolean isPlain =
        inner.isPresent()
            && inner.get().end() == text.part(from - 1).end()
            && whole.isPresent()
            && whole.get().equals(outer);
    if (!isPlain) {
      return Optional.empty();
    }
    String name = text.text(outer);
    String column =
        Names.of(notIn.outerEntry()) + "." + Names.of(notIn.outer().orElseThrow().column());
    return Optional.of(
        "%s = %s".formatted(text.text(inner.get()), name.contains(".") ? name : column));
  }

  private static String body(StatementText text, int from, int close, String equality) {
    Part first = text.part(from);
    int where = text.keyword(Set.of("WHERE"), from, first.depth()).orElse(-1);
    if (where < 0) {
      return text.text(new Span(first.start(), text.part(close - 1).end())) + " WHERE " + equality;
    }
    String condition =
        text.text(new Span(text.part(where + 1).start(), text.part(close - 1).end()));
    boolean isOr = text.contains("OR", where, close, first.depth());
    return text.text(new Span(first.start(), text.part(where).end()))
        + " "
        + equality
        + " AND "
        + (isOr ? "(" + condition + ")" : condition);
  }
}
