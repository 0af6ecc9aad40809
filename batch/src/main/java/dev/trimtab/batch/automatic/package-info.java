/**
 * Statements in loops, run once for all rows, without a change of the code that runs them. Learned
 * from what {@code observe} finds, compared before it is trusted, and given up when it does not
 * pay.
 */
@NullMarked
package dev.trimtab.batch.automatic;

import org.jspecify.annotations.NullMarked;
