/** What was changed, why, and what came of it: kept in the target's own schema trimtab. */
@NullMarked
package dev.trimtab.postgres.journal;

import org.jspecify.annotations.NullMarked;
