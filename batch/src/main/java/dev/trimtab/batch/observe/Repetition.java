package dev.trimtab.batch.observe;

import java.util.Arrays;

/** One of several executions of a statement in a unit of work. */
final class Repetition {

  private final long parameters;
  private final long[] values;
  private final int[] origins;
  private final int[] bound;
  private final long site;
  private final int writesBefore;
  private final boolean isAfterFailure;
  private final long startNanos;
  private final long endNanos;

  /**
   * @param parameters hash of all values bound; {@link Values#NONE} without any
   * @param values hash of each value bound, by parameter
   * @param origins columns in which a bound value had been seen, as {@link ValueTable} numbers them
   * @param bound for each of them, which parameter the value was bound to, from 0
   * @param site hash of where in the application it came from; 0 if that was not looked at
   * @param writesBefore writes of the unit before it
   * @param isAfterFailure whether the execution before it failed
   * @param startNanos when it began
   * @param endNanos when it was answered
   */
  Repetition(
      long parameters,
      long[] values,
      int[] origins,
      int[] bound,
      long site,
      int writesBefore,
      boolean isAfterFailure,
      long startNanos,
      long endNanos) {
    this.parameters = parameters;
    this.values = values;
    this.origins = origins;
    this.bound = bound;
    this.site = site;
    this.writesBefore = writesBefore;
    this.isAfterFailure = isAfterFailure;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  long parameters() {
    return parameters;
  }

  long[] values() {
    return values;
  }

  /** Returns the columns, each once. */
  int[] origins() {
    return Arrays.stream(origins).distinct().toArray();
  }

  /** Returns whether a parameter was bound to a value that had been seen in a column. */
  boolean isFed(int parameter, int origin) {
    for (int i = 0; i < origins.length; i++) {
      if (bound[i] == parameter && origins[i] == origin) {
        return true;
      }
    }
    return false;
  }

  long site() {
    return site;
  }

  int writesBefore() {
    return writesBefore;
  }

  boolean isAfterFailure() {
    return isAfterFailure;
  }

  long startNanos() {
    return startNanos;
  }

  long endNanos() {
    return endNanos;
  }

  boolean hasOriginIn(int use) {
    return Arrays.stream(origins).anyMatch(origin -> ValueTable.useOf(origin) == use);
  }
}
