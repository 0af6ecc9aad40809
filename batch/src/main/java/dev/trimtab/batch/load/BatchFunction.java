package dev.trimtab.batch.load;

import java.util.List;

/**
 * Answers many keys with one statement.
 *
 * @param <K> with equals and hashCode
 */
@FunctionalInterface
public interface BatchFunction<K, V> {

  /**
   * Asks for keys at once.
   *
   * @param keys each once, in the order they were first asked for
   * @param answers takes what is found; a key without an answer has none, which is no failure
   * @throws Exception fails all keys that have no answer yet
   */
  void load(List<K> keys, Answers<K, V> answers) throws Exception;

  /** Takes answers, in any order. */
  interface Answers<K, V> {

    void put(K key, V value);

    /** One key fails and the others do not. */
    void fail(K key, Exception cause);
  }
}
