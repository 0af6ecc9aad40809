package dev.trimtab.cache;

/**
 * Loads what belongs to one key from where it really is. Runs on the thread that asked, or on a
 * virtual thread when an entry is refreshed ahead of its end.
 *
 * @param <K> key
 * @param <T> a value, an {@code Optional} of it, or {@link Loaded}, as the method called says
 */
@FunctionalInterface
public interface Loader<K, T> {

  /**
   * Returns what belongs to the key.
   *
   * @throws Exception passed on to the caller: unchecked as it is, checked as the cause of a {@link
   *     CacheException}
   */
  T load(K key) throws Exception;
}
