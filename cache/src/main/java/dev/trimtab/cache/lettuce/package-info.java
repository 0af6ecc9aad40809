/** Redis and Redis Cluster as second level, through Lettuce. */
@NullMarked
package dev.trimtab.cache.lettuce;

import org.jspecify.annotations.NullMarked;
