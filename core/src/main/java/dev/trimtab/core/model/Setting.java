package dev.trimtab.core.model;

import java.util.Optional;

/**
 * A setting that planning depends on, or that is not at its default: a row of {@code pg_settings}.
 *
 * @param value {@code setting}, in the server's unit
 * @param unit {@code unit}, where it has one
 * @param isDefault whether {@code source} is {@code default}
 */
public record Setting(String name, String value, Optional<String> unit, boolean isDefault) {}
