package dev.trimtab.batch.observe;

import java.util.List;

/**
 * A unit of work that is over.
 *
 * @param unit what the application calls it
 * @param executions statements that travelled, those of one JDBC batch as one
 * @param repeated statements that were executed more than once
 * @param beyond executions of statements that were too many to tell apart
 * @param uses every statement, in the order of their first executions
 */
record Trace(String unit, int executions, int repeated, int beyond, List<Use> uses) {}
