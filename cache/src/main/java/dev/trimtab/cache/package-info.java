/**
 * The two-level cache that stays right and stays up: the first level in this process (Caffeine),
 * the second shared between processes and optional (Redis).
 *
 * <p>Start with {@link dev.trimtab.cache.Cache#builder}, declare one {@link
 * dev.trimtab.cache.Region} per key pattern, and read through it.
 */
@NullMarked
package dev.trimtab.cache;

import org.jspecify.annotations.NullMarked;
