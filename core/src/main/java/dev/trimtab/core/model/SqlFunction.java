package dev.trimtab.core.model;

/**
 * A function in SQL or PL/pgSQL that statements, views, indexes or defaults may call.
 *
 * @param definition {@code pg_get_functiondef}
 */
public record SqlFunction(TableName name, String definition) {}
