package dev.trimtab.cache;

import java.lang.reflect.Type;

/** Where a cache finds the codec for a type: JSON by {@code dev.trimtab.cache.jackson}. */
@FunctionalInterface
public interface Codecs {

  /** Returns a codec for the values of a type. */
  Codec<?> forType(Type type);
}
