package dev.trimtab.batch.observe;

/**
 * One of several executions of a statement in a unit of work.
 *
 * @param parameters hash of all values bound; {@link Values#NONE} without any
 * @param values hash of each value bound, by parameter
 * @param origins columns in which a bound value had been seen, each once, as {@link ValueTable}
 *     numbers them
 * @param site hash of where in the application it came from; 0 if that was not looked at
 * @param writesBefore writes of the unit before it
 * @param isAfterFailure whether the execution before it failed
 * @param startNanos when it began
 * @param endNanos when it was answered
 */
record Repetition(
    long parameters,
    long[] values,
    int[] origins,
    long site,
    int writesBefore,
    boolean isAfterFailure,
    long startNanos,
    long endNanos) {

  boolean hasOrigin(int origin) {
    for (int its : origins) {
      if (its == origin) {
        return true;
      }
    }
    return false;
  }
}
