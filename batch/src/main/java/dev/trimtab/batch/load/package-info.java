/**
 * Loads that wait for each other. Code reads as if it asked for one thing at a time; what all of it
 * asks meanwhile is asked at once.
 */
@NullMarked
package dev.trimtab.batch.load;

import org.jspecify.annotations.NullMarked;
