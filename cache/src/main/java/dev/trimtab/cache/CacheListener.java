package dev.trimtab.cache;

import java.time.Duration;

/**
 * What a cache tells as it happens. Methods are called on the threads that do the work: they return
 * soon and throw nothing. First-level hits are not told, only counted.
 */
public interface CacheListener {

  /** Hears nothing. */
  CacheListener SILENT = new CacheListener() {};

  /** A loader ran. */
  default void loaded(String region, int keys, Duration time) {}

  /** A loader failed; {@code servedStale} says whether an expired entry was given instead. */
  default void loadFailed(String region, Throwable failure, boolean servedStale) {}

  /** Slots became stale here, by this node's or another's doing. */
  default void invalidated(int slots, boolean byThisNode) {}

  /** Everything became stale. */
  default void flushed(String reason) {}

  /** The cache's health changed. */
  default void healthChanged(Health before, Health now) {}

  /** A value was not kept in the second level. */
  default void refused(String region, String reason) {}
}
