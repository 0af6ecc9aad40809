/**
 * Statement advice: what to change in a statement where no index helps. One class per rule, all of
 * them in {@link dev.trimtab.core.rewrite.StatementRules}; a rule proposes, {@link
 * dev.trimtab.core.rewrite.StatementAdvisor} proves.
 */
@NullMarked
package dev.trimtab.core.rewrite;

import org.jspecify.annotations.NullMarked;
