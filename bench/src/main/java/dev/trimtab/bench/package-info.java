/**
 * Standard databases to compare Trimtab on. Not published.
 *
 * <p>Schemas, data and queries are derived from TPC-H and TPC-DS. What is measured on them compares
 * Trimtab with itself and with other advisors; it is not a TPC result and not comparable to one.
 */
@NullMarked
package dev.trimtab.bench;

import org.jspecify.annotations.NullMarked;
