package dev.trimtab.cache;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Codecs for what needs no library. */
final class BuiltInCodecs {

  private BuiltInCodecs() {}

  static Codec<?> forType(Type type) {
    if (type == byte[].class) {
      return new TextCodec<byte[]>(bytes -> bytes, bytes -> bytes);
    }
    if (type == String.class) {
      return ofText(Function.identity(), Function.identity());
    }
    if (type == Long.class) {
      return ofText(String::valueOf, Long::valueOf);
    }
    if (type == Integer.class) {
      return ofText(String::valueOf, Integer::valueOf);
    }
    if (type == Boolean.class) {
      return ofText(String::valueOf, Boolean::valueOf);
    }
    throw new CacheException(
        CacheException.Code.CODEC_FAILED,
        "no codec for %s: give the builder codecs (JacksonCodecs) or the region one"
            .formatted(type.getTypeName()));
  }

  private static <V> Codec<V> ofText(Function<V, String> write, Function<String, V> read) {
    return new TextCodec<>(
        value -> write.apply(value).getBytes(StandardCharsets.UTF_8),
        bytes -> read.apply(new String(bytes, StandardCharsets.UTF_8)));
  }

  private record TextCodec<V>(Function<V, byte[]> write, Function<byte[], V> read)
      implements Codec<V> {

    @Override
    public byte[] encode(V value) {
      return write.apply(value);
    }

    @Override
    public V decode(byte[] bytes) {
      return read.apply(bytes);
    }
  }
}
