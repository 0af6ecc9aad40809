package dev.trimtab.cache;

import dev.trimtab.cache.internal.Envelope;
import dev.trimtab.cache.internal.Slots;
import java.util.Collection;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes entries of what was loaded: how long it lives, what it weighs, what makes it stale. */
final class Entries<K, V> {

  private final RegionSpec<K, V> spec;
  private final FirstLevel<K, V> firstLevel;
  private final Lives<V> lives;

  Entries(RegionSpec<K, V> spec, FirstLevel<K, V> firstLevel, Lives<V> lives) {
    this.spec = spec;
    this.firstLevel = firstLevel;
    this.lives = lives;
  }

  /** Returns the entry of what was loaded; {@code since} is the moment before. */
  Entry<V> entry(K key, Loaded<V> loaded, long since, long nanos) {
    return entry(key, loaded, since, lives.ofLoaded(loaded, nanos));
  }

  /** The same of what was loaded while the entry before was still good. */
  Entry<V> again(K key, Loaded<V> loaded, long since, long nanos) {
    return entry(key, loaded, since, lives.ofLoadedAgain(loaded, nanos));
  }

  private Entry<V> entry(K key, Loaded<V> loaded, long since, Entry.Life life) {
    V value = loaded.value().orElse(null);
    return new Entry<>(value, since, allSlots(key, loaded), life, lives.weight(value));
  }

  /** Returns the slots of a key that are known before its value. */
  int[] knownSlots(K key) {
    return IntStream.concat(
            IntStream.of(firstLevel.keySlot(key)),
            Stream.concat(
                    spec.pattern().entity(key).stream()
                        .map(name -> Slots.of(Slots.Kind.ENTITY, name)),
                    spec.pattern().tenant(key).stream()
                        .map(name -> Slots.of(Slots.Kind.TENANT, name)))
                .mapToInt(slot -> slot))
        .toArray();
  }

  /** Returns the slots of an entry, tags included. */
  int[] allSlots(K key, Loaded<V> loaded) {
    Collection<Tag> tags = spec.tags().apply(key, loaded.value());
    if (tags.isEmpty() && loaded.tags().isEmpty()) {
      return knownSlots(key);
    }
    int[] slots =
        IntStream.concat(
                IntStream.of(knownSlots(key)),
                Stream.concat(tags.stream(), loaded.tags().stream())
                    .mapToInt(tag -> Slots.of(Slots.Kind.TAG, tag.name())))
            .distinct()
            .toArray();
    if (slots.length > Envelope.SLOTS_MAX) {
      throw new IllegalArgumentException(
          "%s has %d tags and %d are allowed; tag it with what they have in common"
              .formatted(spec.pattern().render(key), slots.length, Envelope.SLOTS_MAX));
    }
    return slots;
  }
}
