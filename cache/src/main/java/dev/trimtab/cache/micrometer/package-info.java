/** The cache's statistics as Micrometer meters. */
@NullMarked
package dev.trimtab.cache.micrometer;

import org.jspecify.annotations.NullMarked;
