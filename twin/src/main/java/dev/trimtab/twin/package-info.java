/**
 * The row-less planner: a PostgreSQL of our own with the schema, statistics and sizes of another
 * one, and none of its rows.
 */
@NullMarked
package dev.trimtab.twin;

import org.jspecify.annotations.NullMarked;
