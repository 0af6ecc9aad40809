package dev.trimtab.core.model;

/**
 * An enum, domain, composite or range type of the user's.
 *
 * @param definition the {@code CREATE TYPE} or {@code CREATE DOMAIN} that makes it
 */
public record UserType(TableName name, String definition) {}
