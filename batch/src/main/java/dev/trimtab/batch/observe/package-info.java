/**
 * What a unit of work asked of the database, and what that means. No SQL is run here: {@code jdbc}
 * tells what happens, this package counts, remembers where values came from, and judges.
 */
@NullMarked
package dev.trimtab.batch.observe;

import org.jspecify.annotations.NullMarked;
