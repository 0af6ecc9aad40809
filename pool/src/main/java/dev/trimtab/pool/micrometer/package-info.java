/** A pool's figures as meters of Micrometer, which whoever uses this brings along. */
@NullMarked
package dev.trimtab.pool.micrometer;

import org.jspecify.annotations.NullMarked;
