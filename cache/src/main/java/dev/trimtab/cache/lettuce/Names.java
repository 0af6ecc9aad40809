package dev.trimtab.cache.lettuce;

import java.util.Collection;
import java.util.List;

/**
 * How keys are written in Redis. Braces make a cluster put a value and its lease on one node; keys
 * of a cache hold no braces of their own.
 *
 * @param cache the cache's name
 */
record Names(String cache) {

  /** The hash of generations, and the channel on which invalidations are told. */
  String generations() {
    return "trimtab:" + cache;
  }

  String channel() {
    return "trimtab:" + cache;
  }

  String value(String key) {
    return "trimtab:" + cache + ":{" + key + "}";
  }

  String lease(String key) {
    return value(key) + ":lease";
  }

  String[] values(Collection<String> keys) {
    return keys.stream().map(this::value).toArray(String[]::new);
  }

  /** Returns the key of a value's name. */
  String key(String value) {
    return value.substring(value("").length() - 1, value.length() - 1);
  }

  static List<String> texts(int[] slots) {
    return java.util.Arrays.stream(slots).mapToObj(String::valueOf).toList();
  }
}
