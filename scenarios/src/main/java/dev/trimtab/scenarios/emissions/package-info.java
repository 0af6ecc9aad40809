/**
 * The scenario {@code emissions}: sustainability data of organisations.
 *
 * <p>{@link dev.trimtab.scenarios.emissions.EmissionsShape} decides what belongs to whom, {@link
 * dev.trimtab.scenarios.emissions.EmissionsFacts} what a row is called and how much it is. The
 * tables write both down, the workload asks for them.
 */
@NullMarked
package dev.trimtab.scenarios.emissions;

import org.jspecify.annotations.NullMarked;
