/** How long others wait while we change a table. */
@NullMarked
package dev.trimtab.bench.stalls;

import org.jspecify.annotations.NullMarked;
