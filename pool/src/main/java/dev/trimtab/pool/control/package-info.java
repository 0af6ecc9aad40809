/** Decides how many connections may be in use at once. Pure: no clock, no threads, no SQL. */
@NullMarked
package dev.trimtab.pool.control;

import org.jspecify.annotations.NullMarked;
