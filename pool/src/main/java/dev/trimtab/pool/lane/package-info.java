/** Slow uses kept from taking all places, and uses that do not end found. */
@NullMarked
package dev.trimtab.pool.lane;

import org.jspecify.annotations.NullMarked;
