/** Loading and writing in bulk beside the ways it is done by hand. */
@NullMarked
package dev.trimtab.bench.batch;

import org.jspecify.annotations.NullMarked;
