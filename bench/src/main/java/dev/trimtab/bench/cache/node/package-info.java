/** One node of a cluster, as each library builds it. */
@NullMarked
package dev.trimtab.bench.cache.node;

import org.jspecify.annotations.NullMarked;
