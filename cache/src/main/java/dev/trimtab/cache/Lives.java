package dev.trimtab.cache;

import dev.trimtab.cache.internal.Envelope;
import java.time.Duration;
import java.util.Optional;
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

  private static final int UNKNOWN_BYTES = 512;

  private final RegionSpec<?, V> spec;
  private final Sources sources;

  Lives(RegionSpec<?, V> spec, Sources sources) {
    this.spec = spec;
    this.sources = sources;
  }

  /** Returns the life of what was just loaded. */
  Entry.Life ofLoaded(Optional<Duration> ttl, boolean isMissing, long loadNanos) {
    long longest = ttl.orElse(isMissing ? spec.missingTtl() : spec.ttl()).toNanos();
    long life = longest - (long) (longest * JITTER * sources.dice().getAsDouble());
    return life(life, loadNanos, sources.wall().millis());
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

  /**
   * Returns what an entry weighs in this process.
   *
   * @param encodedBytes 0 if it was not encoded
   */
  int weight(@Nullable V value, int encodedBytes) {
    if (value == null) {
      return OVERHEAD_BYTES;
    }
    long bytes =
        spec.weight()
            .map(measure -> (long) measure.applyAsInt(value))
            .orElseGet(() -> estimate(value, encodedBytes));
    return Math.clamp(OVERHEAD_BYTES + bytes, 1, Integer.MAX_VALUE / 2);
  }

  private static long estimate(Object value, int encodedBytes) {
    return switch (value) {
      case String text -> 40L + text.length();
      case byte[] bytes -> 16L + bytes.length;
      case Number _, Boolean _ -> 24;
      // Objects with their headers and references take about twice their JSON.
      default -> encodedBytes > 0 ? 2L * encodedBytes : UNKNOWN_BYTES;
    };
  }
}
