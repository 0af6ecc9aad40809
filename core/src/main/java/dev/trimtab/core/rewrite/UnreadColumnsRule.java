package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.Traits.UnusedColumns;
import dev.trimtab.core.workload.Traits.UnusedColumns.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code WITH w AS (SELECT * …)} that is materialized, and of whose columns the statement reads a
 * few: the others are written to memory or to disk for nobody. Which columns of its result a client
 * reads, a statement does not tell; so a star at its top is left alone.
 */
final class UnreadColumnsRule implements StatementRule {

  /** Narrower columns are not worth a change: less than a tenth of what a page holds of rows. */
  private static final int WIDTH_MIN_BYTES = 64;

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .flatMap(statement ->
            statement.shape().traits().unused().stream()
                .flatMap(unused -> proposal(statement, unused, surroundings).stream()))
        .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, UnusedColumns unused, Surroundings surroundings) {
    int width =
        unused.unread().stream()
            .flatMap(source -> surroundings.column(source.column()).stream())
            .flatMap(column -> column.widestStatistics().stream())
            .mapToInt(ColumnStatistics::averageWidth)
            .sum();
    if (width < WIDTH_MIN_BYTES || hasNamesTwice(unused.read())) {
      return Optional.empty();
    }
    return rewritten(new StatementText(statement.statement().text()), unused)
        .map(text ->
            new Proposal(
                Kind.UNREAD_COLUMNS,
                List.of(statement),
                "%s keeps %d bytes of every row that no part of the statement reads"
                    .formatted(unused.name(), width),
                "always: the columns left out are named nowhere",
                Optional.of(Rewrite.of(text, statement).withRemoved(columns(unused.unread()))),
                false));
  }

  private static Set<Identifier> columns(List<Source> sources) {
    return sources.stream().map(source -> source.column().column()).collect(Collectors.toSet());
  }

  private static boolean hasNamesTwice(List<Source> sources) {
    var seen = new HashSet<Identifier>();
    return !sources.stream().allMatch(source -> seen.add(source.column().column()));
  }

  private static Optional<String> rewritten(StatementText text, UnusedColumns unused) {
    int first = text.at(unused.place()).orElse(-1);
    if (first < 0) {
      return Optional.empty();
    }
    int star = first;
    while (star < text.size() && !text.has(star, "*")) {
      boolean isQualifier = text.part(star).isName() || text.has(star, ".");
      if (!isQualifier) {
        return Optional.empty();
      }
      star++;
    }
    if (star >= text.size() || isByNumber(text, star)) {
      return Optional.empty();
    }
    String columns =
        unused.read().stream()
            .map(source -> Names.of(source.entry()) + "." + Names.of(source.column().column()))
            .collect(Collectors.joining(", "));
    return Optional.of(text.with(new Span(unused.place(), text.part(star).end()), columns));
  }

  /** {@code ORDER BY 2} counts the columns that are to go. */
  private static boolean isByNumber(StatementText text, int star) {
    int depth = text.part(star).depth();
    boolean isSorted = false;
    for (int i = star; i < text.size() && text.part(i).depth() >= depth; i++) {
      isSorted |= text.part(i).depth() == depth && text.has(i, "BY");
      isSorted &= !text.part(i).isWord(Set.of("LIMIT", "OFFSET", "FETCH"));
      boolean isFirst = text.has(i - 1, "BY") || text.has(i - 1, ",");
      if (isSorted && isFirst && text.part(i).kind() == SqlScanner.Kind.NUMBER) {
        return true;
      }
    }
    return false;
  }
}
