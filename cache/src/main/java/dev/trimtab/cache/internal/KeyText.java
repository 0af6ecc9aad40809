package dev.trimtab.cache.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words of a key pattern and how values are written between them.
 *
 * <p>A full key is {@code v1:user:17:projects}, or {@code v1@tenant:user:17:projects}. In values
 * everything but letters, digits and {@code - _ .} is written as its UTF-8 bytes in hexadecimal
 * after a percent sign, so the characters that separate and those that mean something in a pattern
 * never appear in a value.
 */
public final class KeyText {

  /** Redis takes 512 MB; a key that long is a value by mistake. */
  public static final int CHARACTERS_MAX = 1_024;

  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z0-9_]+}");

  private final String pattern;

  /** Words in order; empty text stands for a placeholder. */
  private final List<String> words;

  private KeyText(String pattern, List<String> words) {
    this.pattern = pattern;
    this.words = words;
  }

  /** Returns the text of a pattern, or refuses it. */
  public static KeyText of(String pattern) {
    var words = new ArrayList<String>();
    for (String word : pattern.split(":", -1)) {
      if (PLACEHOLDER.matcher(word).matches()) {
        words.add("");
      } else if (LITERAL.matcher(word).matches()) {
        words.add(word);
      } else {
        throw new IllegalArgumentException(
            "\"%s\" in \"%s\" is neither a word (letters, digits, - _ .) nor a placeholder in braces"
                .formatted(word, pattern));
      }
    }
    if (words.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          "\"%s\" must begin with a word: it names the entity".formatted(pattern));
    }
    return new KeyText(pattern, List.copyOf(words));
  }

  /** Returns the pattern as it was written. */
  public String pattern() {
    return pattern;
  }

  /** Returns how many values a key has. */
  public int placeholders() {
    return (int) words.stream().filter(String::isEmpty).count();
  }

  /** Returns the words with the values between them. */
  public String render(List<String> values) {
    if (values.size() != placeholders()) {
      throw new IllegalArgumentException(
          "\"%s\" takes %d values, got %d".formatted(pattern, placeholders(), values.size()));
    }
    var text = new StringBuilder(pattern.length() + 16);
    int next = 0;
    for (String word : words) {
      if (!text.isEmpty()) {
        text.append(':');
      }
      text.append(word.isEmpty() ? Escape.escape(values.get(next++)) : word);
    }
    if (text.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "a key of \"%s\" would have %d characters and %d are allowed; use a digest of the long part"
              .formatted(pattern, text.length(), CHARACTERS_MAX));
    }
    return text.toString();
  }

  /** Returns the values of a text that {@link #render} made; empty if it did not. */
  public Optional<List<String>> parse(String text) {
    String[] found = text.split(":", -1);
    if (found.length != words.size()) {
      return Optional.empty();
    }
    var values = new ArrayList<String>();
    for (int i = 0; i < found.length; i++) {
      if (words.get(i).isEmpty()) {
        Optional<String> value = Escape.unescape(found[i]);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.add(value.get());
      } else if (!words.get(i).equals(found[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** Returns the entity that these values name; empty without a placeholder. */
  public Optional<String> entity(List<String> values) {
    int first = words.indexOf("");
    return first < 0
        ? Optional.empty()
        : Optional.of(entity(String.join(":", words.subList(0, first)), values.getFirst()));
  }

  /** Returns the text of an entity. */
  public static String entity(String name, String id) {
    return name + ":" + Escape.escape(id);
  }

  /** Returns the text of an entity within a tenant. */
  public static String tenantEntity(String tenant, String entity) {
    return "@" + Escape.escape(tenant) + ":" + entity;
  }

  /** Returns what stands before the keys of no tenant. */
  public static String prefix(int version) {
    return "v" + version + ":";
  }

  /** Returns what stands before the keys of a tenant. */
  public static String tenantPrefix(String tenant, int version) {
    return "v" + version + "@" + Escape.escape(tenant) + ":";
  }

  /** A full key taken apart. */
  public record Split(Optional<String> tenant, String rest) {

    /** Returns the values with the tenant before them. */
    public List<String> withTenant(List<String> values) {
      if (tenant.isEmpty()) {
        return values;
      }
      var all = new ArrayList<String>(values.size() + 1);
      all.add(tenant.get());
      all.addAll(values);
      return all;
    }
  }

  /** Takes a full key apart; empty if it is of another version or of the other kind. */
  public static Optional<Split> split(String full, int version, boolean isPerTenant) {
    int colon = full.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String rest = full.substring(colon + 1);
    String expected = "v" + version + (isPerTenant ? "@" : "");
    String head = full.substring(0, colon);
    if (!isPerTenant) {
      return head.equals(expected)
          ? Optional.of(new Split(Optional.empty(), rest))
          : Optional.empty();
    }
    return head.startsWith(expected)
        ? Escape.unescape(head.substring(expected.length()))
            .map(tenant -> new Split(Optional.of(tenant), rest))
        : Optional.empty();
  }

  /** Returns the words, empty text for a placeholder. */
  public List<String> words() {
    return words;
  }
}
