/** What a server's own counters say about statements, long after a change was measured. */
@NullMarked
package dev.trimtab.core.watch;

import org.jspecify.annotations.NullMarked;
