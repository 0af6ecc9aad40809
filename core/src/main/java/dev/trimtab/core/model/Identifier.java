package dev.trimtab.core.model;

import java.nio.charset.StandardCharsets;

/**
 * A name as PostgreSQL stores it in {@code pg_class.relname}: exact case, never quoted.
 *
 * <p>Quoting happens once, in {@link #toSql()}. A {@code String} that is already SQL never becomes
 * an {@code Identifier}, and an {@code Identifier} never reaches SQL any other way.
 *
 * @param value 1 to 63 bytes of UTF-8; PostgreSQL silently cuts longer names ({@code NAMEDATALEN})
 */
public record Identifier(String value) implements Comparable<Identifier> {

  /** {@code NAMEDATALEN - 1}, in bytes. */
  public static final int MAX_BYTES = 63;

  public Identifier {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "identifier must have 1 to %d bytes and no NUL, got %d bytes: \"%s\""
              .formatted(MAX_BYTES, bytes, value));
    }
  }

  /** Returns the name in double quotes, inner quotes doubled. */
  public String toSql() {
    return '"' + value.replace("\"", "\"\"") + '"';
  }

  @Override
  public int compareTo(Identifier other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
