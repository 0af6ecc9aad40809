package dev.trimtab.cache;

import java.util.List;

/**
 * How keys of one type become the parts of a {@link KeyPattern}, in the order of its placeholders,
 * and back.
 *
 * @param <K> key; equal keys have equal parts and the other way round
 */
public interface KeyParts<K> {

  /** Returns the parts of a key, unescaped. */
  List<String> toParts(K key);

  /** Returns the key with these parts. */
  K fromParts(List<String> parts);
}
