/** How we reach a PostgreSQL server, and what can go wrong there. */
@NullMarked
package dev.trimtab.postgres;

import org.jspecify.annotations.NullMarked;
