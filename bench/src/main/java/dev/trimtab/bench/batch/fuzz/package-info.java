/** Random applications, run through the delegate that runs loops ahead and without it. */
@NullMarked
package dev.trimtab.bench.batch.fuzz;

import org.jspecify.annotations.NullMarked;
