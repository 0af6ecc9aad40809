package dev.trimtab.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/**
 * What a region is to be: its keys, its values, how long they live and what they depend on.
 * Immutable; each method returns a changed copy.
 *
 * @param pattern how keys are written
 * @param type of the values, for the codec
 * @param codec instead of the one that the cache's {@link Codecs} has for the type
 * @param ttl longest life of an entry that says nothing else
 * @param missingTtl longest life of the knowledge that there is no value
 * @param staleIfError how much longer than its life an entry is served when loading fails
 * @param tags of an entry, from its key and value (empty: there is none); they may depend on what
 *     was loaded
 * @param loader for calls without one, for refreshing ahead, warming up and prediction
 * @param batchLoader the same for many keys
 * @param weight bytes that a value takes in this process; if absent, guessed from its kind, for an
 *     object of unknown kind half a kilobyte, until it is encoded for the second level: twice that
 * @param placement which levels hold entries
 * @param isLoadedOncePerCluster whether nodes wait for each other's loads of one key
 * @param isRefreshedAhead whether entries that are worth it are loaded anew before they expire
 */
public record RegionSpec<K, V>(
    KeyPattern<K> pattern,
    Type type,
    Optional<Codec<V>> codec,
    Duration ttl,
    Duration missingTtl,
    Duration staleIfError,
    BiFunction<K, Optional<V>, Collection<Tag>> tags,
    Optional<Loader<K, Optional<V>>> loader,
    Optional<BatchLoader<K, V>> batchLoader,
    Optional<ToIntFunction<V>> weight,
    Placement placement,
    boolean isLoadedOncePerCluster,
    boolean isRefreshedAhead) {

  /** Which levels hold the entries of a region. */
  public enum Placement {
    /** In this process and, if the cache has one, in the second level. */
    BOTH_LEVELS,
    /** In this process only; invalidations still reach every process. */
    FIRST_LEVEL_ONLY
  }

  /** A row that was not there may come any moment; half a minute takes the edge off a scan. */
  private static final Duration MISSING_TTL = Duration.ofSeconds(30);

  /** Two minutes outlast a restart or a failover of the database. */
  private static final Duration STALE_IF_ERROR = Duration.ofMinutes(2);

  /** A generation in the second level outlives any entry, so lives have an end. */
  private static final Duration TTL_MAX = Duration.ofDays(31);

  public RegionSpec {
    requireLife("ttl", ttl);
    requireLife("missingTtl", missingTtl);
    if (staleIfError.isNegative() || staleIfError.compareTo(TTL_MAX) > 0) {
      throw new IllegalArgumentException("staleIfError must be 0 to 31 days, got " + staleIfError);
    }
  }

  private static void requireLife(String name, Duration ttl) {
    if (ttl.toMillis() < 1 || ttl.compareTo(TTL_MAX) > 0) {
      throw new IllegalArgumentException("%s must be 1 ms to 31 days, got %s".formatted(name, ttl));
    }
  }

  /** Returns a region of tier {@link Tier#MEDIUM} without tags. */
  public static <K, V> RegionSpec<K, V> of(KeyPattern<K> pattern, Class<V> type) {
    return of(pattern, (Type) type);
  }

  /** The same for types with arguments. */
  public static <K, V> RegionSpec<K, V> of(KeyPattern<K> pattern, TypeOf<V> type) {
    return of(pattern, type.type());
  }

  private static <K, V> RegionSpec<K, V> of(KeyPattern<K> pattern, Type type) {
    return new RegionSpec<>(
        pattern,
        type,
        Optional.empty(),
        Tier.MEDIUM.ttl(),
        MISSING_TTL,
        STALE_IF_ERROR,
        (_, _) -> List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Placement.BOTH_LEVELS,
        false,
        true);
  }

  /** Returns the same with a codec of its own. */
  public RegionSpec<K, V> encodedBy(Codec<V> codec) {
    return new RegionSpec<>(
        pattern,
        type,
        Optional.of(codec),
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with the life of a tier. */
  public RegionSpec<K, V> livingFor(Tier tier) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        tier.ttl(),
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with another life. */
  public RegionSpec<K, V> livingFor(Duration ttl) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with another life for missing values. */
  public RegionSpec<K, V> missingFor(Duration missingTtl) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same that serves expired entries this much longer when loading fails. */
  public RegionSpec<K, V> staleIfErrorFor(Duration staleIfError) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same whose entries have the tags that the function makes of key and value. */
  public RegionSpec<K, V> taggedBy(BiFunction<K, Optional<V>, Collection<Tag>> tags) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with a loader of its own. */
  public RegionSpec<K, V> loadedBy(Loader<K, Optional<V>> loader) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        Optional.of(loader),
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with a batch loader of its own. */
  public RegionSpec<K, V> loadedInBatchesBy(BatchLoader<K, V> batchLoader) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        Optional.of(batchLoader),
        weight,
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same with a measure of what values take in this process, in bytes. */
  public RegionSpec<K, V> weighedBy(ToIntFunction<V> weight) {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        Optional.of(weight),
        placement,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /** Returns the same without entries in the second level. */
  public RegionSpec<K, V> inFirstLevelOnly() {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        Placement.FIRST_LEVEL_ONLY,
        isLoadedOncePerCluster,
        isRefreshedAhead);
  }

  /**
   * Returns the same whose keys are loaded by one node at a time, the others waiting a bounded
   * time.
   */
  public RegionSpec<K, V> loadedOncePerCluster() {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        true,
        isRefreshedAhead);
  }

  /** Returns the same that never loads before an entry has expired. */
  public RegionSpec<K, V> notRefreshedAhead() {
    return new RegionSpec<>(
        pattern,
        type,
        codec,
        ttl,
        missingTtl,
        staleIfError,
        tags,
        loader,
        batchLoader,
        weight,
        placement,
        isLoadedOncePerCluster,
        false);
  }
}
