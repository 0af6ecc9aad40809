package dev.trimtab.core.model;

/**
 * A view.
 *
 * @param definition the SELECT behind it ({@code pg_get_viewdef})
 */
public record View(TableName name, String definition) {}
