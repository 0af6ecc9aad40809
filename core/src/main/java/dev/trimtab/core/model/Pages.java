package dev.trimtab.core.model;

/**
 * How big a relation is, as the planner sees it.
 *
 * @param onDisk blocks of the main fork: {@code pg_relation_size / block_size}
 * @param counted {@code pg_class.relpages}: blocks when statistics were last gathered
 * @param rows {@code pg_class.reltuples}: rows at that moment; -1 says "never counted", as in the
 *     catalog
 * @param allVisible {@code pg_class.relallvisible}: blocks that an index-only scan need not visit
 */
public record Pages(long onDisk, long counted, double rows, long allVisible) {

  /** Bytes of a block; every PostgreSQL in the wild uses it, and observing refuses another. */
  public static final int BLOCK_BYTES = 8192;

  /** A relation without storage or statistics. */
  public static final Pages NONE = new Pages(0, 0, -1, 0);

  public Pages {
    if (onDisk < 0 || counted < 0 || allVisible < 0) {
      throw new IllegalArgumentException(
          "pages cannot be negative: onDisk=%d counted=%d allVisible=%d"
              .formatted(onDisk, counted, allVisible));
    }
  }

  /** Returns the size of the main fork in bytes. */
  public long bytes() {
    return onDisk * BLOCK_BYTES;
  }

  /** Returns the rows scaled to today's size, as {@code estimate_rel_size} does; 0 if unknown. */
  public double estimatedRows() {
    if (rows < 0) {
      return 0;
    }
    return counted > 0 ? rows / counted * onDisk : rows;
  }
}
