package dev.trimtab.core.advice;

import dev.trimtab.core.advice.BtreeSize.ColumnWidth;
import dev.trimtab.core.model.Pages;
import java.util.List;

/**
 * How big indexes other than B-trees are after a build. Rougher than {@link BtreeSize}: what
 * decides is how values repeat and overlap, which statistics tell little of.
 */
public final class OtherIndexSize {

  private static final int USABLE = Pages.BLOCK_BYTES - 40;

  /** A hash entry: tuple header, hash code, alignment, line pointer. */
  private static final int HASH_ENTRY_BYTES = 20;

  private static final double HASH_FILL = 0.75;

  /** Posting lists of GIN are delta-compressed to about so many bytes per row and element. */
  private static final double GIN_BYTES_PER_POINTER = 2.5;

  private static final double GIN_FILL = 0.9;

  /** {@code BRIN_DEFAULT_PAGES_PER_RANGE}. */
  private static final int BRIN_RANGE_PAGES = 128;

  /** GiST and SP-GiST pages are split in the middle and fill to about two thirds. */
  private static final double GIST_FILL = 0.66;

  private OtherIndexSize() {}

  /**
   * Returns the pages of an index.
   *
   * @param method access method other than {@code btree}
   * @param entries rows that have an entry
   * @param heapPages pages of the table
   * @param elements mean elements per value, for {@code gin}
   */
  public static long pages(
      String method, double entries, long heapPages, List<ColumnWidth> keys, double elements) {
    double keyBytes = keys.stream().mapToDouble(ColumnWidth::bytes).sum();
    double pages =
        switch (method) {
          case "hash" -> hash(entries);
          case "gin" -> 2 + entries * elements * GIN_BYTES_PER_POINTER / USABLE / GIN_FILL;
          case "brin" ->
              3 + Math.ceil((double) heapPages / BRIN_RANGE_PAGES) * (16 + 2 * keyBytes) / USABLE;
          default -> 1 + entries * (12 + Math.ceil(keyBytes / 8) * 8) / USABLE / GIST_FILL;
        };
    return (long) Math.ceil(pages);
  }

  /** Buckets are doubled in four steps; each has a page, and some an overflow page. */
  private static double hash(double entries) {
    double perBucket = Math.floor(Pages.BLOCK_BYTES * HASH_FILL / HASH_ENTRY_BYTES);
    double wanted = Math.max(2, Math.ceil(entries / perBucket));
    double power = Math.pow(2, Math.floor(Math.log(wanted) / Math.log(2)));
    double step = power / 4;
    double buckets = power + Math.ceil((wanted - power) / step) * step;
    double overflow = 0.15 * buckets;
    return 2 + buckets + overflow;
  }
}
