/** What is asked of a database: statements, their weights, and what each one uses. */
@NullMarked
package dev.trimtab.core.workload;

import org.jspecify.annotations.NullMarked;
