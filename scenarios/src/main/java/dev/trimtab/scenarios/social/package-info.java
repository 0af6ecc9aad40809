/**
 * The scenario {@code social}: a social network for events.
 *
 * <p>{@link dev.trimtab.scenarios.social.SocialShape} decides who follows whom, who writes and who
 * goes where, {@link dev.trimtab.scenarios.social.SocialFacts} what a row says. The tables write
 * both down, the workload asks for them.
 */
@NullMarked
package dev.trimtab.scenarios.social;

import org.jspecify.annotations.NullMarked;
