package dev.trimtab.cache;

import java.util.Map;
import java.util.Set;

/**
 * Loads many values at once, in one statement if it can.
 *
 * @param <K> key
 * @param <V> value
 */
@FunctionalInterface
public interface BatchLoader<K, V> {

  /**
   * Returns the values found. A key that is absent from the result has no value; that is cached,
   * too.
   */
  Map<K, V> load(Set<K> keys) throws Exception;
}
