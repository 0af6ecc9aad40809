package dev.trimtab.cache;

/**
 * Turns values of one type into bytes for the second level and back. Thread-safe.
 *
 * @param <V> type of the values
 */
public interface Codec<V> {

  /** Returns the bytes of a value. */
  byte[] encode(V value) throws Exception;

  /** Returns the value of bytes that {@link #encode} returned, maybe in another process. */
  V decode(byte[] bytes) throws Exception;
}
