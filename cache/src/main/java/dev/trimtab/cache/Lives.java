package dev.trimtab.cache;

import dev.trimtab.cache.internal.Envelope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When entries of a region are to be loaded anew, when they end, and what they weigh. */
final class Lives<V> {

  /**
   * Lives are shortened by up to a tenth, so that what is loaded together does not end together.
   */
  private static final double JITTER = 0.1;

  /** Loading anew is considered in the last tenth of a life. */
  private static final int WINDOW_SHARE = 10;

  /** The chance that XFetch decides earlier than ten load times before the end is 1 in 22,000. */
  private static final int WINDOW_LOADS = 10;

  /** Entry, slots, Caffeine's node with its queues, and the key. */
  private static final int OVERHEAD_BYTES = 240;

  /** Objects with their headers and references take about twice their JSON. */
  private static final int OBJECTS_PER_ENCODED = 2;

  private final RegionSpec<?, V> spec;
  private final Sources sources;

  Lives(RegionSpec<?, V> spec, Sources sources) {
    this.spec = spec;
    this.sources = sources;
  }

  /** Returns the life of what was just loaded. */
  Entry.Life ofLoaded(Loaded<V> loaded, long loadNanos) {
    long longest = longest(loaded);
    long life = longest - (long) (longest * JITTER * sources.dice().getAsDouble());
    return life(life, loadNanos, sources.wall().millis());
  }

  /**
   * Returns the life of what was loaded while the entry before was still good: all of it, because
   * such entries are as far apart as those before.
   */
  Entry.Life ofLoadedAgain(Loaded<V> loaded, long loadNanos) {
    return life(longest(loaded), loadNanos, sources.wall().millis());
  }

  private long longest(Loaded<V> loaded) {
    Duration ofKind = loaded.value().isEmpty() ? spec.missingTtl() : spec.ttl();
    return loaded.ttl().orElse(ofKind).toNanos();
  }

  /** Returns the life that is left of what was read from the second level; it may be negative. */
  Entry.Life ofRead(Envelope envelope) {
    long leftMillis = envelope.expiresAtMillis() - sources.wall().millis();
    return life(leftMillis * 1_000_000, envelope.loadNanos(), envelope.loadedAtMillis());
  }

  private Entry.Life life(long life, long loadNanos, long loadedAtMillis) {
    long now = sources.ticker().getAsLong();
    long expiresAt = now + life;
    long window = Math.max(life / WINDOW_SHARE, Math.min(WINDOW_LOADS * loadNanos, life / 2));
    return new Entry.Life(
        now,
        spec.isRefreshedAhead() && window > 0 ? expiresAt - window : expiresAt,
        expiresAt,
        expiresAt + spec.staleIfError().toNanos(),
        loadNanos,
        loadedAtMillis);
  }

  /** Returns an expired entry that is good for a little longer, within its limit. */
  Entry<V> extended(Entry<V> entry, Duration pause) {
    long now = sources.ticker().getAsLong();
    long end = Math.min(entry.staleUntil, now + pause.toNanos());
    var life =
        new Entry.Life(now, end, end, entry.staleUntil, entry.loadNanos, entry.loadedAtMillis);
    return new Entry<>(entry.value, entry.since, entry.slots, life, entry.weightBytes);
  }

  /** Returns how long the second level keeps an entry: its life, and while it is good as stale. */
  Duration kept(Entry<V> entry) {
    return Duration.ofNanos(entry.staleUntil - sources.ticker().getAsLong());
  }

  /** Returns a moment of the ticker by the wall clock. */
  long wallMillis(long tickerNanos) {
    return sources.wall().millis() + (tickerNanos - sources.ticker().getAsLong()) / 1_000_000;
  }

  /** Returns what an entry weighs in this process: as declared, or guessed from its kind. */
  int weight(@Nullable V value) {
    return value == null
        ? OVERHEAD_BYTES
        : whole(
            spec.weight()
                .map(measure -> (long) measure.applyAsInt(value))
                .orElseGet(() -> Weights.estimate(value)));
  }

  /** The same for a value of which is known what it takes encoded. */
  int weight(@Nullable V value, int encodedBytes) {
    return spec.weight().isPresent() || value == null || value instanceof String
        ? weight(value)
        : whole((long) OBJECTS_PER_ENCODED * encodedBytes);
  }

  private static int whole(long bytes) {
    return Math.clamp(OVERHEAD_BYTES + bytes, 1, Integer.MAX_VALUE / 2);
  }
}
