/**
 * Real systems as runnable scenarios: a schema with nothing but constraints, a seeded generator and
 * the workload of the application on it. A scenario is one subpackage and one line in {@link
 * dev.trimtab.scenarios.Scenarios}.
 */
@NullMarked
package dev.trimtab.scenarios;

import org.jspecify.annotations.NullMarked;
