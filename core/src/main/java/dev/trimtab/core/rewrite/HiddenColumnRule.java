package dev.trimtab.core.rewrite;

import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Traits.WrappedColumn;
import dev.trimtab.core.workload.Traits.Wrapper;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code ts::date = $1}: the index on the column is of no use, because the column is inside
 * something. Where the same rows are a range of the column, that is proposed. Silent where an index
 * is on the expression itself, or is recommended.
 */
final class HiddenColumnRule implements StatementRule {

  private static final Set<Wrapper> WRAPPERS =
      Set.of(Wrapper.DAY, Wrapper.TRUNCATED, Wrapper.YEAR, Wrapper.TEXT);

  private static final Set<String> FUNCTIONS =
      Set.of("DATE", "CAST", "DATE_TRUNC", "EXTRACT", "DATE_PART");

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .flatMap(statement -> proposal(statement, surroundings).stream())
        .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, Surroundings surroundings) {
    // A BETWEEN is two comparisons at one place; the last place first, so that others stay right.
    Map<Integer, List<WrappedColumn>> byPlace =
        statement.shape().traits().wrapped().stream()
            .filter(w -> WRAPPERS.contains(w.wrapper()) && surroundings.isIndexed(w.column()))
            .collect(
                Collectors.groupingBy(
                    WrappedColumn::operatorPlace,
                    () -> new TreeMap<>(Comparator.reverseOrder()),
                    Collectors.toList()));
    if (byPlace.isEmpty() || isExpressionIndexed(statement, surroundings)) {
      return Optional.empty();
    }
    String text = statement.statement().text();
    WrappedColumn first = byPlace.values().iterator().next().getFirst();
    String condition = "always";
    for (List<WrappedColumn> same : byPlace.values()) {
      var parts = new StatementText(text);
      Optional<ColumnRange> range = read(parts, same).flatMap(ColumnRange::of);
      if (range.isEmpty()) {
        return Optional.empty();
      }
      text = parts.with(range.get().span(), range.get().sql(parts));
      condition = range.get().condition().orElse(condition);
    }
    return Optional.of(
        Proposal.cheaper(
            Kind.HIDDEN_COLUMN,
            statement,
            "%s.%s is inside a function or a cast, so that the index on it cannot be searched"
                .formatted(first.column().table(), first.column().column()),
            condition,
            Rewrite.of(text, statement)));
  }

  private static boolean isExpressionIndexed(
      AnalyzedStatement statement, Surroundings surroundings) {
    return statement.shape().uses().stream()
        .anyMatch(use ->
            use.filters().stream()
                .filter(filter -> filter.key().column().isEmpty())
                .anyMatch(
                    filter -> surroundings.isExpressionIndexed(use.table(), filter.key().sql())));
  }

  /** Cuts a comparison out of the text. */
  private static Optional<ColumnRange.Comparison> read(
      StatementText text, List<WrappedColumn> same) {
    WrappedColumn column = same.getFirst();
    int operator = text.at(column.operatorPlace()).orElse(-1);
    Optional<Span> name = text.name(column.columnPlace());
    if (operator < 0 || name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Span> left = text.before(operator);
    Optional<Span> right = text.after(operator);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    boolean isBetween = text.has(operator, "BETWEEN");
    boolean isColumnLeft = name.get().start() < text.part(operator).start();
    int and =
        isBetween ? text.keyword(Set.of("AND"), operator, depth(text, operator)).orElse(-1) : -1;
    Optional<Span> last = and < 0 ? Optional.empty() : text.after(and);
    boolean isWhole = isBetween ? same.size() == 2 && last.isPresent() : same.size() == 1;
    if (!isWhole) {
      return Optional.empty();
    }
    Span value = isColumnLeft ? right.get() : left.get();
    Span side = isColumnLeft ? left.get() : right.get();
    if (!text.isWrapped(side, name.get(), FUNCTIONS)) {
      return Optional.empty();
    }
    return Optional.of(
        new ColumnRange.Comparison(
            column,
            text.text(name.get()),
            isBetween ? "BETWEEN" : column.operator(),
            text.text(value),
            last.map(text::text),
            new Span(left.get().start(), last.orElse(right.get()).end())));
  }

  private static int depth(StatementText text, int index) {
    return text.part(index).depth();
  }
}
