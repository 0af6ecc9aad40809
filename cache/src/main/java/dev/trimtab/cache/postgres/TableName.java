package dev.trimtab.cache.postgres;

import java.nio.charset.StandardCharsets;

/**
 * A table's schema and name as PostgreSQL stores them: exact case, never quoted.
 *
 * @param schema 1 to 63 bytes of UTF-8, as is {@code name}; PostgreSQL cuts longer ones silently
 */
record TableName(String schema, String name) {

  private static final int BYTES_MAX = 63;

  TableName {
    require(schema);
    require(name);
  }

  private static void require(String part) {
    int bytes = part.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > BYTES_MAX || part.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "schema and table must have 1 to %d bytes and no NUL, got %d bytes: \"%s\""
              .formatted(BYTES_MAX, bytes, part));
    }
  }

  /** Returns the table that {@code public.users} names; a name without schema is in public. */
  static TableName of(String qualified) {
    int dot = qualified.indexOf('.');
    return dot < 0
        ? new TableName("public", qualified)
        : new TableName(qualified.substring(0, dot), qualified.substring(dot + 1));
  }

  /** Returns both parts in double quotes, inner quotes doubled. */
  String toSql() {
    return quoted(schema) + "." + quoted(name);
  }

  /** Returns any name as SQL takes it. */
  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Returns {@code public.users}, for people and for tags. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
