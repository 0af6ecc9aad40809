/** A hand-written delegate around any {@code DataSource}: no reflection, no proxy. */
@NullMarked
package dev.trimtab.batch.jdbc;

import org.jspecify.annotations.NullMarked;
