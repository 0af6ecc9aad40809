package dev.trimtab.scenarios;

import java.time.Duration;

/**
 * One finished step of a load or of a workload run.
 *
 * @param subject the table, the statement or the phase that is done
 * @param step counted from 1
 * @param steps how many there are in total
 * @param count rows loaded, or executions; 0 for a phase that has neither
 * @param elapsed what this step took
 */
public record Progress(String subject, int step, int steps, long count, Duration elapsed) {}
