/** What is seen of statements as meters of Micrometer, which whoever uses this brings along. */
@NullMarked
package dev.trimtab.batch.micrometer;

import org.jspecify.annotations.NullMarked;
