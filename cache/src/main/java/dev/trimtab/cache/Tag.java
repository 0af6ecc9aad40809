package dev.trimtab.cache;

/**
 * A name that entries share, so that one call makes all of them stale. It costs the same for one
 * entry and for a million, because a generation is counted and no list is kept.
 *
 * @param name 1 to 512 characters; what it means is the caller's choice
 */
public record Tag(String name) {

  /** Longer names are a sign that a value was taken for a name. */
  private static final int CHARACTERS_MAX = 512;

  public Tag {
    if (name.isEmpty() || name.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "a tag must have 1 to %d characters, got %d".formatted(CHARACTERS_MAX, name.length()));
    }
  }

  /** Returns the tag with this name. */
  public static Tag of(String name) {
    return new Tag(name);
  }

  /** Returns the tag of everything that depends on any row of a table. */
  public static Tag table(String table) {
    return new Tag("table:" + table);
  }

  /** Returns the tag of everything that depends on one row of a table. */
  public static Tag row(String table, Object key) {
    return new Tag("row:" + table + ":" + key);
  }
}
