package dev.trimtab.cache;

import dev.trimtab.cache.internal.Compression;
import dev.trimtab.cache.internal.Envelope;
import dev.trimtab.cache.internal.Generations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A region's part of the second level: entries to bytes and back, judged on the way. */
final class Remote<K, V> {

  /** A deflated megabyte of JSON is rarely more than twenty. */
  private static final int INFLATION_MAX = 64;

  private final RegionSpec<K, V> spec;
  private final Codec<V> codec;
  private final Link link;
  private final FirstLevel<K, V> firstLevel;
  private final Lives<V> lives;
  private final CacheSettings settings;
  private final CacheListener listener;

  Remote(
      RegionSpec<K, V> spec,
      Codec<V> codec,
      Link link,
      FirstLevel<K, V> firstLevel,
      Lives<V> lives,
      CacheSettings settings,
      CacheListener listener) {
    this.spec = spec;
    this.codec = codec;
    this.link = link;
    this.firstLevel = firstLevel;
    this.lives = lives;
    this.settings = settings;
    this.listener = listener;
  }

  boolean isOnline() {
    return link.isOnline();
  }

  String text(K key) {
    return spec.pattern().render(key);
  }

  /**
   * Returns what the second level has for a key and is not invalidated; it may have expired.
   *
   * @param since moment before asking
   */
  Optional<Entry<V>> find(K key, long since) {
    if (!link.isOnline()) {
      return Optional.empty();
    }
    return link.get(text(key)).flatMap(bytes -> read(key, bytes, since));
  }

  /** The same for many keys, by one command. */
  Map<K, Entry<V>> findAll(Collection<K> keys, long since) {
    var found = new HashMap<K, Entry<V>>();
    if (!link.isOnline()) {
      return found;
    }
    var texts = new HashMap<String, K>();
    keys.forEach(key -> texts.put(text(key), key));
    link.getAll(texts.keySet())
        .forEach((text, bytes) -> {
          K key = texts.get(text);
          if (key != null) {
            read(key, bytes, since).ifPresent(entry -> found.put(key, entry));
          }
        });
    return found;
  }

  /** Returns the entry in bytes that were read, if it is good. */
  Optional<Entry<V>> read(K key, byte[] bytes, long since) {
    return Envelope.of(bytes)
        .filter(this::isGood)
        .flatMap(envelope -> decode(envelope).map(value -> entry(envelope, value, since)));
  }

  private boolean isGood(Envelope envelope) {
    return switch (link.judge(envelope, firstLevel.regionSlot())) {
      case VALID -> true;
      case STALE -> false;
      case UNKNOWN -> link.areUntouched(allSlots(envelope), envelope.sequence()).orElse(false);
    };
  }

  private int[] allSlots(Envelope envelope) {
    int[] slots = Arrays.copyOf(envelope.slots(), envelope.slots().length + 1);
    slots[slots.length - 1] = firstLevel.regionSlot();
    return slots;
  }

  /** A value, or the knowledge that there is none. */
  private record Decoded<V>(@Nullable V value, int bytes) {}

  private Optional<Decoded<V>> decode(Envelope envelope) {
    if (envelope.isMissing()) {
      return Optional.of(new Decoded<>(null, 0));
    }
    try {
      byte[] payload =
          envelope.isCompressed()
              ? Compression.decompress(
                  envelope.payload(),
                  (int)
                      Math.min(Integer.MAX_VALUE, (long) settings.valueBytesMax() * INFLATION_MAX))
              : envelope.payload();
      return Optional.of(new Decoded<>(codec.decode(payload), payload.length));
    } catch (Exception e) {
      // Another version of the application wrote it: as good as nothing.
      firstLevel.counters().secondLevelFailures.increment();
      listener.refused(spec.pattern().pattern(), "its bytes cannot be read: " + e);
      return Optional.empty();
    }
  }

  private Entry<V> entry(Envelope envelope, Decoded<V> decoded, long since) {
    return new Entry<>(
        decoded.value(),
        since,
        envelope.slots(),
        lives.ofRead(envelope),
        lives.weight(decoded.value(), decoded.bytes()));
  }

  /**
   * Sends an entry to the second level, if that is there.
   *
   * @param then runs when it is there or will never be
   * @throws CacheException if it cannot be encoded or is too large
   */
  void write(K key, Entry<V> entry, Runnable then) {
    if (!link.isOnline()) {
      then.run();
      return;
    }
    Envelope envelope;
    try {
      envelope = envelope(key, entry);
    } catch (CacheException e) {
      then.run();
      throw e;
    }
    Duration kept = lives.kept(entry);
    if (!kept.isPositive()) {
      then.run();
      return;
    }
    link.put(
        text(key),
        envelope.toBytes(),
        kept,
        isKept -> {
          if (!isKept) {
            firstLevel.counters().secondLevelFailures.increment();
          }
          then.run();
        });
  }

  private Envelope envelope(K key, Entry<V> entry) {
    byte[] payload = new byte[0];
    boolean isCompressed = false;
    if (entry.value != null) {
      payload = encode(key, entry.value);
      firstLevel.weighAgain(key, entry, lives.weight(entry.value, payload.length));
      if (payload.length >= settings.compressedFromBytes()) {
        byte[] smaller = Compression.compress(payload);
        isCompressed = smaller.length < payload.length;
        payload = isCompressed ? smaller : payload;
      }
      if (payload.length > settings.valueBytesMax()) {
        throw new CacheException(
            CacheException.Code.VALUE_TOO_LARGE,
            "the value of %s takes %,d bytes%s and %,d are allowed; it stays in this process only. Cache its parts, or raise valueBytesMax"
                .formatted(
                    text(key),
                    payload.length,
                    isCompressed ? " compressed" : "",
                    settings.valueBytesMax()));
      }
    }
    return new Envelope(
        entry.value == null,
        isCompressed,
        Generations.shared(entry.since),
        entry.loadedAtMillis,
        lives.wallMillis(entry.expiresAt),
        entry.loadNanos,
        entry.slots,
        payload);
  }

  private byte[] encode(K key, V value) {
    try {
      return codec.encode(value);
    } catch (Exception e) {
      throw new CacheException(
          CacheException.Code.CODEC_FAILED,
          "the value of %s cannot be encoded; it stays in this process only".formatted(text(key)),
          e);
    }
  }

  Optional<SecondLevel.Lease> tryLease(K key, String token, Duration lease) {
    return link.tryLease(text(key), token, lease);
  }

  void release(K key, String token) {
    link.release(text(key), token);
  }
}
