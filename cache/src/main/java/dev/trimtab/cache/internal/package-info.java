/** Parts of the cache that know nothing of each other's state: texts, clocks, breakers, forms. */
@NullMarked
package dev.trimtab.cache.internal;

import org.jspecify.annotations.NullMarked;
