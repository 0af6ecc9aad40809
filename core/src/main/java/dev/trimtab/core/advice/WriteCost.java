package dev.trimtab.core.advice;

/**
 * What an index costs the writers of its table.
 *
 * @param rowsPerHour entries written per hour of the observed workload: rows inserted, and updated
 *     where the index has a column that changes or the update cannot be heap-only any more
 * @param walBytesPerRow WAL bytes per entry
 * @param costUnits the same in planner units over the observed period, comparable with what is
 *     saved
 */
public record WriteCost(double rowsPerHour, double walBytesPerRow, double costUnits) {

  public static final WriteCost NONE = new WriteCost(0, 0, 0);
}
