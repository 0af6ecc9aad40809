/** What a Redis keeps and tells for a cache, whatever client speaks to it. */
@NullMarked
package dev.trimtab.cache.internal.redis;

import org.jspecify.annotations.NullMarked;
