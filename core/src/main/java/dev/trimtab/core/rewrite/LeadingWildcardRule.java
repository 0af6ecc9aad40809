package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import java.util.List;
import java.util.Optional;

/**
 * {@code LIKE '%x%'} where trigrams cannot be had: with pg_trgm installed, or ready to be
 * installed, the index advisor says all there is to say.
 */
final class LeadingWildcardRule implements StatementRule {

  /** A trigram index finds nothing by less (manual, F.35.5). */
  private static final int LETTERS_MIN = 3;

  /** Reading so many pages is cheaper than any index. */
  private static final int PAGES_MIN = 50;

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    var server = surroundings.snapshot().server();
    boolean canBeHad =
        server.hasExtension("pg_trgm")
            || server.installable().stream().anyMatch(e -> e.name().value().equals("pg_trgm"));
    return canBeHad
        ? List.of()
        : statements.stream()
            .flatMap(statement -> proposal(statement, surroundings).stream())
            .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, Surroundings surroundings) {
    return statement.shape().uses().stream()
        .filter(use -> isLarge(use.table(), surroundings) && !isNarrowed(use, surroundings))
        .flatMap(use ->
            use.filters().stream()
                .filter(LeadingWildcardRule::isBlind)
                .map(
                    filter -> warning(statement, use.table(), filter.key().column().orElseThrow())))
        .findFirst();
  }

  private static boolean isLarge(TableName table, Surroundings surroundings) {
    return surroundings.snapshot().findTable(table).stream()
        .map(Table::pages)
        .anyMatch(pages -> pages.onDisk() >= PAGES_MIN);
  }

  /** Whether an index finds the rows by another condition, and the pattern only sifts them. */
  private static boolean isNarrowed(TableUse use, Surroundings surroundings) {
    return use.filters().stream()
        .filter(f -> f.comparison() == Comparison.EQUAL && !f.isAlternative())
        .flatMap(f -> f.key().column().stream())
        .anyMatch(column -> surroundings.isIndexed(new Compared(use.table(), column)));
  }

  private static boolean isBlind(Filter filter) {
    boolean isPattern = filter.operator().equals("~~") || filter.operator().equals("~~*");
    return isPattern
        && !filter.isAlternative()
        && filter.key().column().isPresent()
        && filter
            .pattern()
            .filter(p -> p.startsWith("%") || p.startsWith("_"))
            .filter(p -> longestRun(p) >= LETTERS_MIN)
            .isPresent();
  }

  private static int longestRun(String pattern) {
    int longest = 0;
    for (String run : pattern.split("[%_]", -1)) {
      longest = Math.max(longest, run.length());
    }
    return longest;
  }

  private static Proposal warning(AnalyzedStatement statement, TableName table, Identifier column) {
    return Proposal.warning(
        Kind.LEADING_WILDCARD,
        statement,
        "the pattern for %s.%s begins with a wildcard, and no B-tree finds such a row: the whole table is read"
            .formatted(table, column),
        "with the extension pg_trgm, which this server does not offer: CREATE INDEX ON %s USING gin (%s gin_trgm_ops)"
            .formatted(table.toSql(), column.toSql()));
  }
}
