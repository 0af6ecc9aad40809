package dev.trimtab.cache.internal.redis;

import java.util.Collection;
import java.util.List;

/**
 * How keys are written in Redis. Braces make a cluster put a value and its lease on one node; keys
 * of a cache hold no braces of their own.
 *
 * @param cache the cache's name
 */
public record Names(String cache) {

  /** Returns the hash of generations. */
  public String generations() {
    return "trimtab:" + cache;
  }

  /** Returns the channel on which invalidations are told. */
  public String channel() {
    return "trimtab:" + cache;
  }

  /** Returns the name under which the bytes of a key are kept. */
  public String value(String key) {
    return "trimtab:" + cache + ":{" + key + "}";
  }

  /** Returns the name of a key's lease. */
  public String lease(String key) {
    return value(key) + ":lease";
  }

  /** Returns the names under which the bytes of keys are kept, in their order. */
  public String[] values(Collection<String> keys) {
    return keys.stream().map(this::value).toArray(String[]::new);
  }

  /** Returns the key of a value's name. */
  public String key(String value) {
    return value.substring(value("").length() - 1, value.length() - 1);
  }

  /** Returns slots as the fields of the hash are called. */
  public static List<String> texts(int[] slots) {
    return java.util.Arrays.stream(slots).mapToObj(String::valueOf).toList();
  }
}
