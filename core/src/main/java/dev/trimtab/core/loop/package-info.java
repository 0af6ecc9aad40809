/** Statements that are run once per row of another, seen from the server's counters alone. */
@NullMarked
package dev.trimtab.core.loop;

import org.jspecify.annotations.NullMarked;
