package dev.trimtab.cache.internal;

/**
 * Folds everything that can be invalidated (a key, a tag, an entity, a region, a tenant) to one of
 * a fixed number of slots, the same in every process.
 *
 * <p>Two names in one slot become stale together, which costs a load and is never wrong. With a
 * million slots and 100,000 names alive, one invalidation in ten drops one innocent entry. A table
 * by name would be exact and without a limit.
 */
public final class Slots {

  /** 2^20: eight bytes each in every process, and a field each, once used, in the second level. */
  public static final int COUNT = 1 << 20;

  /** What a name names; two kinds never have the same text. */
  public enum Kind {
    KEY(1),
    TAG(2),
    ENTITY(3),
    REGION(4),
    TENANT(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Slots() {}

  /** Returns the slot of a name: FNV-1a over its UTF-16 units, finished like MurmurHash3. */
  public static int of(Kind kind, String name) {
    long hash = (FNV_OFFSET ^ kind.code) * FNV_PRIME;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (int) (hash & (COUNT - 1));
  }
}
