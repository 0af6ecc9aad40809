package dev.trimtab.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A value with what only its loader knows: how long it is good for and what it depends on.
 *
 * @param value empty if there is none
 * @param ttl instead of the region's
 * @param tags in addition to the region's
 */
public record Loaded<V>(Optional<V> value, Optional<Duration> ttl, List<Tag> tags) {

  public Loaded {
    tags = List.copyOf(tags);
    if (ttl.isPresent() && !ttl.get().isPositive()) {
      throw new IllegalArgumentException(
          "an entry must live longer than nothing, got " + ttl.get());
    }
  }

  /** Returns a value with the region's time to live and tags. */
  public static <V> Loaded<V> of(V value) {
    return new Loaded<>(Optional.of(value), Optional.empty(), List.of());
  }

  /** Returns that there is no value. */
  public static <V> Loaded<V> missing() {
    return new Loaded<>(Optional.empty(), Optional.empty(), List.of());
  }

  /** Returns the same with a time to live of its own. */
  public Loaded<V> livingFor(Duration ttl) {
    return new Loaded<>(value, Optional.of(ttl), tags);
  }

  /** Returns the same with these tags. */
  public Loaded<V> taggedWith(Collection<Tag> tags) {
    return new Loaded<>(value, ttl, List.copyOf(tags));
  }
}
