/**
 * Ways in which applications ask a database, labelled by what they are, and who tells them apart.
 */
@NullMarked
package dev.trimtab.bench.batch.corpus;

import org.jspecify.annotations.NullMarked;
