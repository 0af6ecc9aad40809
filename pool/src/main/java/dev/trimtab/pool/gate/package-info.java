/** Who may have a connection now, and who has to wait: in turn, for a time, and not too many. */
@NullMarked
package dev.trimtab.pool.gate;

import org.jspecify.annotations.NullMarked;
