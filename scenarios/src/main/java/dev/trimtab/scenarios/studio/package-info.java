/**
 * The scenario {@code studio}: project and file collaboration.
 *
 * <p>{@link dev.trimtab.scenarios.studio.StudioShape} decides who belongs to whom, {@link
 * dev.trimtab.scenarios.studio.StudioFacts} what a row is called and when it was made. The tables
 * write both down, the workload asks for them.
 */
@NullMarked
package dev.trimtab.scenarios.studio;

import org.jspecify.annotations.NullMarked;
