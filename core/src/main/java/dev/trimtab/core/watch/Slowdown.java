package dev.trimtab.core.watch;

/**
 * A statement that takes longer than before a change.
 *
 * @param statementId as in the workload
 * @param before what was counted before the change
 * @param now what was counted since
 * @param ratio mean time now divided by mean time before, what happened to untouched statements
 *     taken out; more than 1
 */
public record Slowdown(String statementId, Counters before, Counters now, double ratio) {}
