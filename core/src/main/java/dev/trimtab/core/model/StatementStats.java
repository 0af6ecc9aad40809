package dev.trimtab.core.model;

import java.time.Duration;

/**
 * What one normalized statement cost the server since its counters were reset: a row of {@code
 * pg_stat_statements}, summed over users and nesting levels.
 *
 * @param queryId the server's own; stable within a major version only
 * @param text {@code query}; constants replaced by {@code $n}
 * @param calls {@code calls}
 * @param execTime {@code total_exec_time}; planning excluded
 * @param rows {@code rows}; returned or affected
 * @param sharedBlocksHit {@code shared_blks_hit}
 * @param sharedBlocksRead {@code shared_blks_read}; the operating system may still have had them
 * @param tempBlocksWritten {@code temp_blks_written}
 * @param walBytes {@code wal_bytes}
 */
public record StatementStats(
    long queryId,
    String text,
    long calls,
    Duration execTime,
    long rows,
    long sharedBlocksHit,
    long sharedBlocksRead,
    long tempBlocksWritten,
    long walBytes) {

  public StatementStats {
    if (calls < 0 || execTime.isNegative() || rows < 0) {
      throw new IllegalArgumentException(
          "counters cannot be negative: query %d has calls=%d rows=%d time=%s"
              .formatted(queryId, calls, rows, execTime));
    }
  }
}
