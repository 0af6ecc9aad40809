/** Carrying out one change on the target, online, and taking it back. */
@NullMarked
package dev.trimtab.postgres.apply;

import org.jspecify.annotations.NullMarked;
