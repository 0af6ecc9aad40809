package dev.trimtab.core.model;

/**
 * An extended statistics object.
 *
 * @param table the table it describes
 * @param definition {@code pg_get_statisticsobjdef}
 */
public record ExtendedStatistics(TableName name, TableName table, String definition) {}
