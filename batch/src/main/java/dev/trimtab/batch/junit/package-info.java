/**
 * Tests that fail when code asks the database too often. Needs JUnit, and only this package does.
 */
@NullMarked
package dev.trimtab.batch.junit;

import org.jspecify.annotations.NullMarked;
