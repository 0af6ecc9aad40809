/** How things are measured and judged. */
@NullMarked
package dev.trimtab.bench.cache.measure;

import org.jspecify.annotations.NullMarked;
