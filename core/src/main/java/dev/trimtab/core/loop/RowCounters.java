package dev.trimtab.core.loop;

/**
 * What a server counted of one statement: sums since its last reset, or what came between two
 * looks.
 *
 * @param calls executions
 * @param rows returned or written by all of them
 * @param millis execution time of all of them
 */
public record RowCounters(double calls, double rows, double millis) {

  public static final RowCounters NONE = new RowCounters(0, 0, 0);

  /** Returns what was counted since an earlier look; all of it if counting began anew since. */
  public RowCounters since(RowCounters earlier) {
    return calls < earlier.calls || rows < earlier.rows || millis < earlier.millis
        ? this
        : new RowCounters(calls - earlier.calls, rows - earlier.rows, millis - earlier.millis);
  }

  RowCounters plus(RowCounters other) {
    return new RowCounters(calls + other.calls, rows + other.rows, millis + other.millis);
  }
}
