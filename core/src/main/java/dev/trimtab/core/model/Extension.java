package dev.trimtab.core.model;

/** An installed extension: a row of {@code pg_extension}. */
public record Extension(Identifier name, String version, Identifier schema) {}
