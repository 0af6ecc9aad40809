/** The cache that follows the log of PostgreSQL, under load and through a restart. */
@NullMarked
package dev.trimtab.bench.cache.database;

import org.jspecify.annotations.NullMarked;
