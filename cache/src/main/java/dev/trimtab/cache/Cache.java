package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.KeyText;
import dev.trimtab.cache.internal.Slots;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
  private final Optional<Link> link;
  private final Optional<Keeper> keeper;
  private final Invalidator invalidator;
  private final ExecutorService background;
  private final Filling.Context context;
  private final List<FirstLevel<?, ?>> firstLevels = new CopyOnWriteArrayList<>();
  private final Map<String, Region<?, ?>> regions = new ConcurrentHashMap<>();
  private final Heat heat;
  private final Predictor predictor;
  private final Recent recent = new Recent();
  private volatile boolean isClosed;

  Cache(CacheBuilder.Parts parts) {
    this.parts = parts;
    this.link =
        parts
            .secondLevel()
            .map(level -> new Link(level, parts.name(), generations, parts.listener()));
    this.keeper =
        link.map(shared ->
            new Keeper(parts.name(), shared, generations, parts.settings().isolatedMax()));
    this.invalidator = new Invalidator(generations, parts.listener(), parts.transactions(), link);
    this.background =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("trimtab-cache-" + parts.name() + "-", 0).factory());
    this.context =
        new Filling.Context(
            generations,
            parts.sources(),
            parts.settings(),
            parts.listener(),
            invalidator,
            new Loads(parts.settings().loadsMax(), parts.settings().waitMax()),
            background);
    this.predictor = new Predictor(link, background);
    this.heat = new Heat(parts.heatFile(), background);
    keeper.ifPresent(Keeper::start);
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
    String shape = spec.pattern().shape();
    if (regions.containsKey(shape)) {
      throw new IllegalArgumentException(
          "region %s is declared already; keep what region() returned".formatted(spec.pattern()));
    }
    boolean isShared = link.isPresent() && spec.placement() == RegionSpec.Placement.BOTH_LEVELS;
    var firstLevel =
        new FirstLevel<>(spec, generations, parts.sources(), recent, invalidator, link.isPresent());
    var lives = new Lives<>(spec, parts.sources());
    Optional<Remote<K, V>> remote =
        isShared
            ? Optional.of(
                new Remote<>(
                    spec,
                    codec(spec),
                    link.orElseThrow(),
                    firstLevel,
                    lives,
                    parts.settings(),
                    parts.listener()))
            : Optional.empty();
    var filling = new Filling<>(spec, firstLevel, remote, lives, context);
    var region = new Region<>(spec, firstLevel, filling, invalidator, predictor);
    firstLevels.add(firstLevel);
    long share = parts.settings().firstLevelBytesMax() / firstLevels.size();
    firstLevels.forEach(each -> each.weightMax(share));
    regions.put(shape, region);
    heat.add(region);
    return region;
  }

  @SuppressWarnings("unchecked")
  private <V> Codec<V> codec(RegionSpec<?, V> spec) {
    return spec.codec().orElseGet(() -> (Codec<V>) parts.codecs().forType(spec.type()));
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
    invalidate(Slots.Kind.ENTITY, KeyText.entity(name, id.toString()));
  }

  /** The same for an entity within a tenant. */
  public void invalidateEntity(String tenant, String name, Object id) {
    invalidate(
        Slots.Kind.ENTITY, KeyText.tenantEntity(tenant, KeyText.entity(name, id.toString())));
  }

  /** Makes all entries of a tenant stale. */
  public void invalidateTenant(String tenant) {
    invalidate(Slots.Kind.TENANT, tenant);
  }

  private void invalidate(Slots.Kind kind, String name) {
    invalidator.invalidate(new int[] {Slots.of(kind, name)}, List.of());
  }

  /**
   * Makes all entries stale whose key, without version and tenant, matches a pattern in which
   * {@code *} stands for any text: {@code conv:17:messages:*}.
   *
   * <p>No key is listed for that, on either level. The pattern is widened to what has a generation:
   * one entity if it names one, otherwise every region it can match. So more may become stale than
   * matches, never less, and the cost does not depend on how many keys there are. Keys of tenants
   * are reached through their regions.
   */
  public void invalidatePattern(String pattern) {
    invalidator.invalidate(Widening.slots(pattern, regions.values()), List.of());
  }

  /** Makes all entries stale, everywhere. */
  public void flush(String reason) {
    invalidator.flush(reason);
  }

  /**
   * Begins a transaction of this thread: what it invalidates waits until {@link
   * CacheTransaction#commit}, and is forgotten if that does not come.
   */
  public CacheTransaction begin() {
    return invalidator.begin();
  }

  /**
   * Begins a unit of work of this thread, such as a request. The cache learns which keys are asked
   * for one after the other in units, and reads those that probably follow together with the first.
   */
  public UnitOfWork unitOfWork() {
    return predictor.begin();
  }

  /**
   * Loads the keys that were hottest when the cache was last closed, hottest first, through the
   * second level and the regions' own loaders. Runs on the calling thread and a few more.
   *
   * @return how many keys are in the first level now that were not before
   */
  public int warmUp() {
    return heat.warmUp();
  }

  /** Writes the hottest keys of now to the heat file; closing does the same. */
  public void saveHeat() {
    heat.save();
  }

  /** Returns how well the cache can do now. */
  public Health health() {
    Health alone = new Health(isClosed ? Health.State.CLOSED : Health.State.UP, "", 0);
    return link.map(Link::health).orElse(alone);
  }

  /** Returns what the cache did so far. */
  public CacheStatistics statistics() {
    return new CacheStatistics(
        firstLevels.stream().map(FirstLevel::statistics).toList(),
        invalidator.invalidations(),
        link.map(Link::heard).orElse(0L),
        invalidator.flushes(),
        link.map(Link::losses).orElse(0L),
        link.map(Link::commands).orElse(0L),
        predictor.statistics());
  }

  /** Ends the cache's threads and connections. Entries are not removed from the second level. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      heat.save();
    } finally {
      background.shutdownNow();
      link.ifPresent(Link::close);
      parts.sources().close();
      keeper.ifPresent(Keeper::stop);
    }
  }
}
