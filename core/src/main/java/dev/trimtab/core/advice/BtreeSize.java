package dev.trimtab.core.advice;

import dev.trimtab.core.model.Pages;
import java.util.List;

/**
 * How big a B-tree is after it was built: pages and height.
 *
 * <p>Follows {@code nbtsort.c} and {@code nbtdedup.c}: leaves are filled to the fill factor and
 * inner pages to 70 %; an entry has one header of 8 bytes however many columns it has, 16 with a
 * bitmap of nulls, is aligned to 8 and needs a line pointer of 4; where equality is the same bytes,
 * equal keys share one posting list with 6 bytes per row.
 *
 * @param pages of 8,192 bytes, metapage included
 * @param height levels above the leaves
 * @param entryBytes mean bytes that one row takes in a leaf, line pointer included
 */
public record BtreeSize(long pages, int height, double entryBytes) {

  /** {@code BTREE_DEFAULT_FILLFACTOR}. */
  public static final int DEFAULT_FILL_FACTOR = 90;

  private static final int INNER_FILL_FACTOR = 70;
  private static final int USABLE = Pages.BLOCK_BYTES - 24 - 16;
  private static final int LINE_POINTER = 4;
  private static final int TUPLE_HEADER = 8;
  private static final int HEADER_WITH_NULLS = 16;
  private static final int ROW_POINTER = 6;
  private static final double MEAN_PADDING = 3.5;

  /** {@code maxpostingsize} of a build: a tenth of a page. */
  private static final int POSTING_BYTES_MAX = 816 - LINE_POINTER;

  /** Groups up to this mean size are taken as spread at random; bigger ones as all alike. */
  private static final int POISSON_MEAN_MAX = 30;

  /**
   * One column of an index.
   *
   * @param bytes mean width of a value that is not null ({@code pg_stats.avg_width})
   * @param alignment 1, 2, 4 or 8 ({@code pg_attribute.attalign})
   * @param isVariable whether the length varies ({@code attlen = -1}): short values are not aligned
   * @param nullFraction 0 to 1
   */
  public record ColumnWidth(double bytes, int alignment, boolean isVariable, double nullFraction) {

    /** {@code VARATT_SHORT_MAX}: longer values have a header of 4 bytes and are aligned. */
    private static final int SHORT_BYTES_MAX = 126;

    /** ANALYZE cuts the mean down to a whole number. */
    private static final double CUT_OFF = 0.5;

    /**
     * Returns where the column ends if the one before it ended at {@code offset}. Behind a column
     * of varying length, that is a mean, and half an alignment is lost on average.
     */
    double end(double offset, boolean isMean) {
      boolean isAligned = !isVariable || bytes > SHORT_BYTES_MAX;
      double start = offset;
      if (isAligned) {
        start = isMean ? offset + (alignment - 1) / 2.0 : Math.ceil(offset / alignment) * alignment;
      }
      return start + bytes + (isVariable ? CUT_OFF : 0);
    }
  }

  /**
   * What is indexed.
   *
   * @param entries rows that have an entry; at least 0
   * @param groups different keys among them; 1 to {@code entries}
   * @param keys key columns
   * @param include payload columns
   * @param deduplicates whether equal keys share an entry ({@code btm_allequalimage})
   * @param fillFactor percent of a leaf that a build fills
   */
  public record Content(
      double entries,
      double groups,
      List<ColumnWidth> keys,
      List<ColumnWidth> include,
      boolean deduplicates,
      int fillFactor) {

    public Content {
      keys = List.copyOf(keys);
      include = List.copyOf(include);
    }
  }

  /** Returns the size of a freshly built B-tree. */
  public static BtreeSize of(Content content) {
    double entries = Math.max(0, content.entries());
    if (entries < 1) {
      return new BtreeSize(1, 0, 0);
    }
    double keyBytes = tupleBytes(content.keys(), List.of());
    double fullBytes = tupleBytes(content.keys(), content.include());
    double leafBytes;
    if (content.deduplicates() && content.include().isEmpty()) {
      leafBytes = deduplicated(content, entries, keyBytes);
    } else {
      leafBytes = entries * (fullBytes + LINE_POINTER);
    }
    double pivot = keyBytes + LINE_POINTER;
    double largestItem = Math.min(leafBytes, fullBytes + LINE_POINTER);
    // A leaf takes items until it has passed its fill factor, so on average half an item more.
    double room =
        USABLE - Pages.BLOCK_BYTES * (100 - content.fillFactor()) / 100.0 - pivot + largestItem / 2;
    double leaves = Math.max(1, Math.ceil(leafBytes / room));
    long pages = (long) leaves + 1;
    int height = 0;
    double fanOut = fanOut(keyBytes);
    for (double level = leaves; level > 1; height++) {
      level = Math.ceil(level / fanOut);
      pages += (long) level;
    }
    return new BtreeSize(pages, height, leafBytes / entries);
  }

  /**
   * Returns the height of a B-tree of known size.
   *
   * @param pages all its pages, metapage included
   */
  public static int heightOf(long pages, List<ColumnWidth> keys) {
    double level = pages - 1;
    double fanOut = fanOut(tupleBytes(keys, List.of()));
    int height = 0;
    for (; level > 1; height++) {
      // All inner levels together are about one part in fanOut of the pages.
      level = Math.floor(height == 0 ? level - level / fanOut : level);
      if (level <= 1) {
        break;
      }
      level = Math.ceil(level / fanOut);
    }
    return height;
  }

  private static double fanOut(double keyBytes) {
    double inner = USABLE - Pages.BLOCK_BYTES * (100 - INNER_FILL_FACTOR) / 100.0;
    return Math.max(2, inner / (keyBytes + LINE_POINTER));
  }

  /** Mean bytes of an entry, nulls weighted in; columns are independent for lack of better. */
  private static double tupleBytes(List<ColumnWidth> keys, List<ColumnWidth> include) {
    double noNulls = 1;
    double offset = 0;
    double withNulls = 0;
    boolean isMean = false;
    for (var columns : List.of(keys, include)) {
      for (ColumnWidth column : columns) {
        noNulls *= 1 - column.nullFraction();
        offset = column.end(offset, isMean);
        isMean |= column.isVariable();
        withNulls += column.bytes() * (1 - column.nullFraction());
      }
    }
    boolean varies =
        java.util.stream.Stream.of(keys, include)
            .flatMap(List::stream)
            .anyMatch(ColumnWidth::isVariable);
    double full = aligned(TUPLE_HEADER + offset, varies);
    if (noNulls >= 1) {
      return full;
    }
    // Among the entries with a null, columns are null more often than among all.
    double presentGivenNull = Math.max(0, (withNulls - noNulls * offset) / (1 - noNulls));
    return noNulls * full + (1 - noNulls) * aligned(HEADER_WITH_NULLS + presentGivenNull, varies);
  }

  /** Lengths that vary around a mean are padded by half an alignment, on average. */
  private static double aligned(double bytes, boolean varies) {
    return varies ? Math.max(align(TUPLE_HEADER + 1), bytes + MEAN_PADDING) : align(bytes);
  }

  /** Rows without any key are one group, however many; the others share the rest of the groups. */
  private static double deduplicated(Content content, double entries, double keyBytes) {
    double nulls =
        entries
            * content.keys().stream()
                .mapToDouble(ColumnWidth::nullFraction)
                .reduce(1, (a, b) -> a * b);
    double present = entries - nulls;
    if (nulls < 1 || present < 1) {
      return deduplicated(entries, Math.clamp(content.groups(), 1, entries), keyBytes);
    }
    double presentBytes = (keyBytes * entries - HEADER_WITH_NULLS * nulls) / present;
    return groupBytes(nulls, HEADER_WITH_NULLS)
        + deduplicated(present, Math.clamp(content.groups() - 1, 1, present), presentBytes);
  }

  private static double deduplicated(double entries, double groups, double keyBytes) {
    double mean = entries / groups;
    if (mean > POISSON_MEAN_MAX) {
      return groups * groupBytes(mean, keyBytes);
    }
    // Sizes of groups that are not empty: a Poisson distribution cut at zero, with that mean.
    double rate = zeroTruncatedRate(mean);
    double probability = rate * Math.exp(-rate) / -Math.expm1(-rate);
    double bytes = 0;
    double covered = 0;
    for (int size = 1; covered < 0.999_999 && size < 10 * POISSON_MEAN_MAX; size++) {
      bytes += probability * groupBytes(size, keyBytes);
      covered += probability;
      probability *= rate / (size + 1);
    }
    return groups * bytes / covered;
  }

  /** Solves {@code mean = rate / (1 - exp(-rate))}. */
  private static double zeroTruncatedRate(double mean) {
    if (mean <= 1 + 1e-6) {
      return 1e-6;
    }
    double low = 0;
    double high = mean;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (middle / -Math.expm1(-middle) < mean) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double groupBytes(double rows, double keyBytes) {
    if (rows < 1.5) {
      return keyBytes + LINE_POINTER;
    }
    double perList = Math.max(2, Math.floor((POSTING_BYTES_MAX - keyBytes) / ROW_POINTER));
    double lists = Math.floor(rows / perList);
    double rest = rows - lists * perList;
    double bytes = lists * (align(keyBytes + perList * ROW_POINTER) + LINE_POINTER);
    if (rest >= 1.5) {
      bytes += align(keyBytes + rest * ROW_POINTER) + LINE_POINTER;
    } else if (rest > 0) {
      bytes += rest * (keyBytes + LINE_POINTER);
    }
    return bytes;
  }

  private static double align(double bytes) {
    return Math.ceil(bytes / 8 - 1e-9) * 8;
  }
}
