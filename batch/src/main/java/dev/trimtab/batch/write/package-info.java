/** Rows in, the best way chosen: arrays, COPY, or COPY into a temporary table and a merge. */
@NullMarked
package dev.trimtab.batch.write;

import org.jspecify.annotations.NullMarked;
