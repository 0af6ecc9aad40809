/** How well N+1 is told from its look-alikes by the server's counters alone. */
@NullMarked
package dev.trimtab.bench.loops;

import org.jspecify.annotations.NullMarked;
