package dev.trimtab.cache;

import java.time.Duration;

/**
 * Limits and times of a cache.
 *
 * @param firstLevelBytesMax weight of all entries in this process; regions have equal shares
 * @param loadsMax loaders running at once; more are refused after {@code waitMax}
 * @param waitMax for another thread's or node's load of the same key; then the waiter loads by
 *     itself
 * @param isolatedMax oldest an entry gets in this process while invalidations cannot be heard
 * @param valueBytesMax largest encoded value that the second level is given
 * @param compressedFromBytes encoded values from this size on are compressed
 */
public record CacheSettings(
    long firstLevelBytesMax,
    int loadsMax,
    Duration waitMax,
    Duration isolatedMax,
    int valueBytesMax,
    int compressedFromBytes) {

  public CacheSettings {
    require(
        firstLevelBytesMax >= 1 << 10, "firstLevelBytesMax of at least 1 KB", firstLevelBytesMax);
    require(loadsMax >= 1, "loadsMax of at least 1", loadsMax);
    require(waitMax.isPositive(), "a waitMax longer than nothing", waitMax);
    require(isolatedMax.toMillis() >= 100, "an isolatedMax of at least 100 ms", isolatedMax);
    require(valueBytesMax >= 1, "valueBytesMax of at least 1", valueBytesMax);
    require(compressedFromBytes >= 64, "compressedFromBytes of at least 64", compressedFromBytes);
  }

  private static void require(boolean holds, String what, Object got) {
    if (!holds) {
      throw new IllegalArgumentException("a cache needs %s, got %s".formatted(what, got));
    }
  }

  /** Returns the same with another {@code firstLevelBytesMax}. */
  public CacheSettings withFirstLevelBytesMax(long firstLevelBytesMax) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }

  /** Returns the same with another {@code loadsMax}. */
  public CacheSettings withLoadsMax(int loadsMax) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }

  /** Returns the same with another {@code waitMax}. */
  public CacheSettings withWaitMax(Duration waitMax) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }

  /** Returns the same with another {@code isolatedMax}. */
  public CacheSettings withIsolatedMax(Duration isolatedMax) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }

  /** Returns the same with another {@code valueBytesMax}. */
  public CacheSettings withValueBytesMax(int valueBytesMax) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }

  /** Returns the same with another {@code compressedFromBytes}. */
  public CacheSettings withCompressedFromBytes(int compressedFromBytes) {
    return new CacheSettings(
        firstLevelBytesMax, loadsMax, waitMax, isolatedMax, valueBytesMax, compressedFromBytes);
  }
}
