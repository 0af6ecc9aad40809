/**
 * The scenario {@code leads}: sales leads and how fast agents answer them.
 *
 * <p>{@link dev.trimtab.scenarios.leads.LeadsShape} decides who belongs to whom, {@link
 * dev.trimtab.scenarios.leads.LeadsFacts} what a row says. The tables write both down, the workload
 * asks for them. Identifiers are quoted everywhere, as Prisma has them.
 */
@NullMarked
package dev.trimtab.scenarios.leads;

import org.jspecify.annotations.NullMarked;
