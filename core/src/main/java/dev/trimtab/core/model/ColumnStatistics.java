package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What ANALYZE knows of one column: a row of {@code pg_stats}, names kept. Arrays of values are
 * PostgreSQL's text form of the array ({@code {a,b,"c d"}}), because their element type is the
 * column's.
 *
 * @param inherited whether rows of children are included ({@code inherited})
 * @param nullFraction {@code null_frac}, 0 to 1
 * @param averageWidth {@code avg_width}, bytes
 * @param distinct {@code n_distinct}: positive is a count, negative a fraction of the rows
 * @param mostCommonValues {@code most_common_vals}
 * @param mostCommonFrequencies {@code most_common_freqs}, 0 to 1 each
 * @param histogramBounds {@code histogram_bounds}
 * @param correlation {@code correlation}, -1 to 1
 * @param mostCommonElements {@code most_common_elems}, of array and tsvector columns
 * @param mostCommonElementFrequencies {@code most_common_elem_freqs}
 * @param elementCountHistogram {@code elem_count_histogram}
 * @param rangeLengthHistogram {@code range_length_histogram}, server 17 and later
 * @param rangeEmptyFraction {@code range_empty_frac}, server 17 and later
 * @param rangeBoundsHistogram {@code range_bounds_histogram}, server 17 and later
 */
public record ColumnStatistics(
    boolean inherited,
    double nullFraction,
    int averageWidth,
    double distinct,
    Optional<String> mostCommonValues,
    List<Double> mostCommonFrequencies,
    Optional<String> histogramBounds,
    Optional<Double> correlation,
    Optional<String> mostCommonElements,
    List<Double> mostCommonElementFrequencies,
    List<Double> elementCountHistogram,
    Optional<String> rangeLengthHistogram,
    Optional<Double> rangeEmptyFraction,
    Optional<String> rangeBoundsHistogram) {

  public ColumnStatistics {
    mostCommonFrequencies = List.copyOf(mostCommonFrequencies);
    mostCommonElementFrequencies = List.copyOf(mostCommonElementFrequencies);
    elementCountHistogram = List.copyOf(elementCountHistogram);
    if (nullFraction < 0 || nullFraction > 1) {
      throw new IllegalArgumentException("null_frac must be 0 to 1, got " + nullFraction);
    }
  }

  /**
   * Returns how many distinct values the column holds among so many rows.
   *
   * @param rows rows of the relation, nulls included
   */
  public double distinctValues(double rows) {
    return distinct >= 0 ? distinct : -distinct * rows;
  }
}
