package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.KeyText;
import dev.trimtab.cache.internal.Slots;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cache of two levels: this process and, if there is one, a second level shared with others.
 *
 * <p>Its promise: once an invalidation has returned, no read that begins later gets what was loaded
 * before it in this process, and none in another as soon as it has heard of it, which takes a round
 * trip; whatever was under way, lost, late or restarted meanwhile. Thread-safe.
 */
public final class Cache implements AutoCloseable {

  private final CacheBuilder.Parts parts;
  private final Generations generations = new Generations();
  private final Invalidator invalidator;
  private final List<FirstLevel<?, ?>> firstLevels = new CopyOnWriteArrayList<>();
  private final Map<String, Region<?, ?>> regions = new ConcurrentHashMap<>();

  Cache(CacheBuilder.Parts parts) {
    this.parts = parts;
    this.invalidator = new Invalidator(generations, parts.listener());
  }

  /**
   * Begins a cache.
   *
   * @param name caches of one name share a second level's entries and invalidations
   */
  public static CacheBuilder builder(String name) {
    return new CacheBuilder(name);
  }

  /** Declares a region. Once per pattern: two regions of one pattern would disagree about types. */
  public synchronized <K, V> Region<K, V> region(RegionSpec<K, V> spec) {
    String pattern = spec.pattern().pattern();
    if (regions.containsKey(pattern)) {
      throw new IllegalArgumentException(
          "region %s is declared already; keep what region() returned".formatted(pattern));
    }
    boolean isShared =
        parts.secondLevel().isPresent() && spec.placement() == RegionSpec.Placement.BOTH_LEVELS;
    var firstLevel = new FirstLevel<>(spec, generations, parts.sources().ticker(), isShared);
    firstLevels.add(firstLevel);
    long share = parts.settings().firstLevelBytesMax() / firstLevels.size();
    firstLevels.forEach(each -> each.weightMax(share));
    var filling = new Filling<>(spec, firstLevel, generations, parts.sources(), invalidator);
    var region = new Region<>(spec, firstLevel, filling, invalidator);
    regions.put(pattern, region);
    return region;
  }

  /** Makes all entries with any of these tags stale, everywhere. Returns when that is told. */
  public void invalidateTags(Collection<Tag> tags) {
    invalidator.invalidate(
        tags.stream().mapToInt(tag -> Slots.of(Slots.Kind.TAG, tag.name())).distinct().toArray(),
        List.of());
  }

  /**
   * Makes all entries of an entity stale, whatever region they are in: {@code
   * invalidateEntity("user", 17)} those of {@code user:17}, {@code user:17:projects} and so on.
   */
  public void invalidateEntity(String name, Object id) {
    String entity = KeyText.entity(name, id.toString());
    invalidator.invalidate(new int[] {Slots.of(Slots.Kind.ENTITY, entity)}, List.of());
  }

  /** Makes all entries stale, everywhere. */
  public void flush(String reason) {
    invalidator.flush(reason);
  }

  /** Returns how well the cache can do now. */
  public Health health() {
    return new Health(Health.State.UP, "", 0);
  }

  /** Returns what the cache did so far. */
  public CacheStatistics statistics() {
    return new CacheStatistics(
        firstLevels.stream().map(FirstLevel::statistics).toList(),
        invalidator.invalidations.sum(),
        0,
        invalidator.flushes.sum(),
        0,
        0);
  }

  /** Ends the cache's threads and connections. Entries are not removed from the second level. */
  @Override
  public void close() {
    parts.secondLevel().ifPresent(SecondLevel::close);
  }
}
