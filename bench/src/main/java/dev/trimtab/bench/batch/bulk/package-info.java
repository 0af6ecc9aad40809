/** Rows written in bulk, in every usual way and in ours. */
@NullMarked
package dev.trimtab.bench.batch.bulk;

import org.jspecify.annotations.NullMarked;
