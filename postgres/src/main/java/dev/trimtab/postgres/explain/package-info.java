/** Plans and times of statements on the target: reads only. */
@NullMarked
package dev.trimtab.postgres.explain;

import org.jspecify.annotations.NullMarked;
