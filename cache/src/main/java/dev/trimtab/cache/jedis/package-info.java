/** Redis as second level, through Jedis. */
@NullMarked
package dev.trimtab.cache.jedis;

import org.jspecify.annotations.NullMarked;
