package dev.trimtab.bench.cache.node;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One process with a cache, as an application uses it. Texts by texts. */
public interface CacheNode extends AutoCloseable {

  /** Returns what is cached for a key; null if nothing is. */
  @Nullable String peek(String key);

  /** Returns the value of a key, loaded and cached if needed. */
  String get(String key, UnaryOperator<String> loader);

  /** Sets the value of a key for all nodes. */
  void put(String key, String value);

  @Override
  void close();
}
