package dev.trimtab.core.watch;

/**
 * What a server counted of one statement: sums, so that two looks can be subtracted.
 *
 * @param calls executions
 * @param millis execution time of all of them
 * @param squares the sum of the squares of their times, in square milliseconds: what the spread is
 *     computed from
 */
public record Counters(double calls, double millis, double squares) {

  public static final Counters NONE = new Counters(0, 0, 0);

  /**
   * Returns the sums of what {@code pg_stat_statements} shows.
   *
   * @param mean time of an execution
   * @param deviation standard deviation of the times, of all executions
   */
  public static Counters of(double calls, double mean, double deviation) {
    return new Counters(calls, calls * mean, calls * (mean * mean + deviation * deviation));
  }

  public Counters plus(Counters other) {
    return new Counters(calls + other.calls, millis + other.millis, squares + other.squares);
  }

  /** Returns what was counted since an earlier look; all of it if counting began anew since. */
  public Counters since(Counters earlier) {
    return calls < earlier.calls || millis < earlier.millis
        ? this
        : new Counters(
            calls - earlier.calls, millis - earlier.millis, Math.max(0, squares - earlier.squares));
  }

  /** Returns the mean time of an execution, in milliseconds; 0 if there was none. */
  public double mean() {
    return calls == 0 ? 0 : millis / calls;
  }

  /** Returns the variance of the mean: how far it would be off if it were taken again. */
  double varianceOfMean() {
    return calls == 0 ? 0 : Math.max(0, squares / calls - mean() * mean()) / calls;
  }
}
