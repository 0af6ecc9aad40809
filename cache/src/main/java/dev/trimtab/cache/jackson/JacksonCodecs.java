package dev.trimtab.cache.jackson;

import dev.trimtab.cache.Codec;
import dev.trimtab.cache.Codecs;
import java.lang.reflect.Type;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes values of any type that Jackson knows as JSON: readable in Redis, no class names in it.
 */
public final class JacksonCodecs implements Codecs {

  private final JsonMapper mapper;

  /** Uses a mapper with Jackson's defaults. */
  public JacksonCodecs() {
    this(JsonMapper.builder().build());
  }

  /** Uses the application's mapper. */
  public JacksonCodecs(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Codec<?> forType(Type type) {
    JavaType known = mapper.getTypeFactory().constructType(type);
    return new JsonCodec(mapper.writerFor(known), mapper.readerFor(known));
  }

  private record JsonCodec(ObjectWriter writer, ObjectReader reader) implements Codec<Object> {

    @Override
    public byte[] encode(Object value) {
      return writer.writeValueAsBytes(value);
    }

    @Override
    public Object decode(byte[] bytes) {
      return reader.readValue(bytes);
    }
  }
}
