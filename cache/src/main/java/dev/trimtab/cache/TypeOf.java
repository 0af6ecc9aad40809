package dev.trimtab.cache;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with its arguments, which a {@code Class} cannot hold: {@code new TypeOf<List<Project>>()
 * {}}.
 *
 * @param <V> the type
 */
public abstract class TypeOf<V> {

  private final Type type;

  protected TypeOf() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalArgumentException("write new TypeOf<List<Project>>() {}, with the type");
    }
    this.type = parameterized.getActualTypeArguments()[0];
  }

  /** Returns the type as reflection knows it. */
  public final Type type() {
    return type;
  }
}
