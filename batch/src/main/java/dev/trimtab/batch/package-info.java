/** Finds statements in loops, ends them, and writes in bulk. */
@NullMarked
package dev.trimtab.batch;

import org.jspecify.annotations.NullMarked;
