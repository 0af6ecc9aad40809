package dev.trimtab.cache;

import dev.trimtab.cache.internal.KeyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * How the keys of a region are written: {@code user:{id}:projects}. Parts are escaped, never just
 * concatenated, so that no value of one part can make one key look like another.
 *
 * <p>The words before the first placeholder and its value name an <em>entity</em>: {@code user:17}
 * is the entity of {@code user:17}, {@code user:17:projects} and {@code user:17:unread:4}, and all
 * of them become stale by one {@link Cache#invalidateEntity} call.
 *
 * @param <K> type of the keys
 */
public final class KeyPattern<K> {

  private final KeyText text;
  private final KeyParts<K> parts;
  private final int version;
  private final boolean isPerTenant;

  private KeyPattern(KeyText text, KeyParts<K> parts, int version, boolean isPerTenant) {
    this.text = text;
    this.parts = parts;
    this.version = version;
    this.isPerTenant = isPerTenant;
  }

  /**
   * Returns a pattern for keys of any type.
   *
   * @param pattern literal words and placeholders in braces, separated by colons; the names of the
   *     placeholders are for readers only
   */
  public static <K> KeyPattern<K> of(String pattern, KeyParts<K> parts) {
    return new KeyPattern<>(KeyText.of(pattern), parts, 1, false);
  }

  /** Returns a pattern with one placeholder, filled by a number. */
  public static KeyPattern<Long> ofLong(String pattern) {
    return single(pattern, Long::valueOf);
  }

  /** Returns a pattern with one placeholder, filled by a text. */
  public static KeyPattern<String> ofString(String pattern) {
    return single(pattern, Function.identity());
  }

  /** Returns a pattern with one placeholder, filled by a UUID. */
  public static KeyPattern<UUID> ofUuid(String pattern) {
    return single(pattern, UUID::fromString);
  }

  private static <K> KeyPattern<K> single(String pattern, Function<String, K> parse) {
    KeyText text = KeyText.of(pattern);
    if (text.placeholders() != 1) {
      throw new IllegalArgumentException(
          "\"%s\" has %d placeholders and a key of one part fills exactly one"
              .formatted(pattern, text.placeholders()));
    }
    return new KeyPattern<>(text, new SinglePart<>(parse), 1, false);
  }

  /**
   * Returns the same pattern at another version: entries of the one are never read as the other.
   * Count it up when the encoded form of the values changes.
   */
  public KeyPattern<K> version(int version) {
    if (version < 1) {
      throw new IllegalArgumentException("versions count from 1, got " + version);
    }
    return new KeyPattern<>(text, parts, version, isPerTenant);
  }

  /** Returns the same pattern for keys of many tenants. */
  public KeyPattern<Tenanted<K>> perTenant() {
    return new KeyPattern<>(text, new TenantParts<>(parts), version, true);
  }

  /** Returns the pattern as it was written. */
  public String pattern() {
    return text.pattern();
  }

  /** Returns the version of the values' encoded form. */
  public int version() {
    return version;
  }

  /**
   * Returns the full text of a key, with version and tenant; what the second level is asked for.
   */
  public String render(K key) {
    List<String> values = parts.toParts(key);
    return isPerTenant
        ? KeyText.tenantPrefix(values.getFirst(), version)
            + text.render(values.subList(1, values.size()))
        : KeyText.prefix(version) + text.render(values);
  }

  /** Returns the key that a text came from; empty if the text is not one of this pattern. */
  public Optional<K> parse(String rendered) {
    return KeyText.split(rendered, version, isPerTenant)
        .flatMap(split -> text.parse(split.rest()).map(split::withTenant))
        .map(parts::fromParts);
  }

  /** Returns the entity a key belongs to, {@code user:17}; empty without a placeholder. */
  public Optional<String> entity(K key) {
    List<String> values = parts.toParts(key);
    return isPerTenant
        ? text.entity(values.subList(1, values.size()))
            .map(entity -> KeyText.tenantEntity(values.getFirst(), entity))
        : text.entity(values);
  }

  Optional<String> tenant(K key) {
    return isPerTenant ? Optional.of(parts.toParts(key).getFirst()) : Optional.empty();
  }

  /** Returns the pattern without the names of its placeholders, which mean nothing. */
  String shape() {
    return String.join(":", text.words());
  }

  KeyText text() {
    return text;
  }

  boolean isPerTenant() {
    return isPerTenant;
  }

  @Override
  public String toString() {
    return pattern();
  }

  private record SinglePart<K>(Function<String, K> parse) implements KeyParts<K> {

    @Override
    public List<String> toParts(K key) {
      return List.of(key.toString());
    }

    @Override
    public K fromParts(List<String> parts) {
      return parse.apply(parts.getFirst());
    }
  }

  private record TenantParts<K>(KeyParts<K> inner) implements KeyParts<Tenanted<K>> {

    @Override
    public List<String> toParts(Tenanted<K> key) {
      List<String> values = inner.toParts(key.key());
      var all = new ArrayList<String>(values.size() + 1);
      all.add(key.tenant());
      all.addAll(values);
      return all;
    }

    @Override
    public Tenanted<K> fromParts(List<String> parts) {
      return new Tenanted<>(parts.getFirst(), inner.fromParts(parts.subList(1, parts.size())));
    }
  }
}
