package dev.trimtab.core.advice;

/**
 * What an index costs the writers of its table in the observed period.
 *
 * @param entries entries written: one per row inserted, and per row updated where the index has a
 *     column that changes or the update cannot be heap-only any more
 * @param walBytesPerEntry WAL bytes per entry
 * @param costUnits the same in planner units, comparable with what is saved
 */
public record WriteCost(double entries, double walBytesPerEntry, double costUnits) {

  public static final WriteCost NONE = new WriteCost(0, 0, 0);

  /** Returns the WAL that the index adds in the observed period, in bytes. */
  public double walBytes() {
    return entries * walBytesPerEntry;
  }
}
