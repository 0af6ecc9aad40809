/**
 * A cache that is true to the database: PostgreSQL's own log says what changed, whoever changed it.
 *
 * <p>The only package that knows the driver. Start with {@link
 * dev.trimtab.cache.postgres.DatabaseInvalidation}.
 */
@NullMarked
package dev.trimtab.cache.postgres;

import org.jspecify.annotations.NullMarked;
