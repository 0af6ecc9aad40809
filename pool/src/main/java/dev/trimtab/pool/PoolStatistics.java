package dev.trimtab.pool;

import dev.trimtab.pool.source.FailureKind;
import java.time.Duration;
import java.util.Map;

/**
 * What a pool has done since it was opened, and how it is.
 *
 * @param limit connections that may be in use at once
 * @param share connections that this instance may open, of those the server has
 * @param inUse connections in use
 * @param open connections open, those in use among them
 * @param waiting threads that wait for one, in the slow lane too
 * @param returned connections that came back so far, of the last four thousand million
 * @param useMean for how long one was in use in the last seconds
 * @param waits of those who had to wait; who did not is not among them
 * @param opens how long it took to open a connection
 * @param failures borrows that got none, by reason
 * @param broken connections that broke in use, by reason
 * @param moves of the limit
 */
public record PoolStatistics(
    int limit,
    int share,
    int inUse,
    int open,
    int waiting,
    long returned,
    Duration useMean,
    Times waits,
    Times opens,
    Map<PoolException.Kind, Long> failures,
    Map<FailureKind, Long> broken,
    long moves) {

  public PoolStatistics {
    failures = Map.copyOf(failures);
    broken = Map.copyOf(broken);
  }

  /**
   * How long something took; two digits are right.
   *
   * @param p50 half of them took no longer
   * @param p99 99 of a hundred took no longer
   */
  public record Times(long count, Duration p50, Duration p99, Duration max) {

    @Override
    public String toString() {
      return count == 0
          ? "none"
          : "%,d, half within %.1f ms, 99 of 100 within %.1f, longest %.1f"
              .formatted(count, millis(p50), millis(p99), millis(max));
    }

    private static double millis(Duration time) {
      return time.toNanos() / 1e6;
    }
  }
}
