package dev.trimtab.core.advice;

import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Table;

/**
 * How many entries a row has in a GIN index: one for each element of its value, which is what makes
 * such an index dear to those who write.
 *
 * <p>Source: {@code pg_stats.elem_count_histogram}, whose last number is the mean; for trigrams
 * nearly the width of the text, because every character begins one (manual F.35, pg_trgm), and
 * fewer where a text is long enough to repeat itself.
 */
public final class GinElements {

  /** Where statistics do not say: a short text of a few words. */
  public static final double UNKNOWN = 12;

  /** A text of so many bytes repeats every second trigram. Two seen: 56 in 86 bytes, 28 in 29. */
  private static final double REPEATS_HALF = 300;

  private static final String TRIGRAMS = "gin_trgm_ops";

  private GinElements() {}

  /** Returns the mean number of elements of the first key's values; above 0. */
  public static double perRow(IndexDefinition index, Table table) {
    IndexKey key = index.keys().getFirst();
    boolean isOfTrigrams = key.operatorClass().filter(name -> name.endsWith(TRIGRAMS)).isPresent();
    return key.column().stream()
        .flatMap(column -> table.findColumn(column).stream())
        .flatMap(column -> column.widestStatistics().stream())
        .mapToDouble(its -> isOfTrigrams ? trigrams(its.averageWidth()) : elements(its))
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static double trigrams(double width) {
    return Math.max(1, width / (1 + width / REPEATS_HALF));
  }

  private static double elements(ColumnStatistics statistics) {
    return statistics.elementCountHistogram().isEmpty()
        ? UNKNOWN
        : Math.max(1, statistics.elementCountHistogram().getLast());
  }
}
