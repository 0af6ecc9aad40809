/** Values of PostgreSQL: what a database is, as one read-only pass sees it. */
@NullMarked
package dev.trimtab.core.model;

import org.jspecify.annotations.NullMarked;
