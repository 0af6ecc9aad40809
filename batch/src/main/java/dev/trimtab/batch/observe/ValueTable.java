package dev.trimtab.batch.observe;

/**
 * Where values of one unit of work were seen: for the hash of a value, the results and columns that
 * held it. Open addressing in two arrays that are used again by the next unit, so that remembering
 * a value allocates nothing.
 *
 * <p>Bounded: what comes after {@link #SLOTS} values is not remembered, and a loop that is longer
 * is known by then. A value held by many columns is remembered with the first of them.
 */
final class ValueTable {

  /** A power of two. Half of them are used, so that a search ends soon. */
  private static final int SLOTS = 4_096;

  private static final int PROBES_MAX = 8;

  private final long[] hashes = new long[SLOTS];

  /** 0 is free; otherwise {@link #origin}. */
  private final int[] origins = new int[SLOTS];

  /** Which slots are used: most units use few, and clearing all would take longer than they do. */
  private final int[] used = new int[SLOTS / 2];

  private int size;

  /** The number of a column of a result; at least 1. */
  static int origin(int use, int column) {
    return (use << 8 | Math.min(column, 255)) + 1;
  }

  static int useOf(int origin) {
    return (origin - 1) >>> 8;
  }

  static int columnOf(int origin) {
    return (origin - 1) & 255;
  }

  void add(long hash, int origin) {
    if (size >= SLOTS / 2) {
      return;
    }
    int slot = slot(hash);
    for (int i = 0; i < PROBES_MAX; i++) {
      if (origins[slot] == 0) {
        hashes[slot] = hash;
        origins[slot] = origin;
        used[size++] = slot;
        return;
      }
      if (hashes[slot] == hash && origins[slot] == origin) {
        return;
      }
      slot = slot + 1 & SLOTS - 1;
    }
  }

  /** Tells every column that a value was seen in. */
  void forEach(long hash, OriginVisitor visitor) {
    int slot = slot(hash);
    for (int i = 0; i < PROBES_MAX && origins[slot] != 0; i++) {
      if (hashes[slot] == hash) {
        visitor.visit(origins[slot]);
      }
      slot = slot + 1 & SLOTS - 1;
    }
  }

  /** Takes the number of a column. */
  interface OriginVisitor {
    void visit(int origin);
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      origins[used[i]] = 0;
    }
    size = 0;
  }

  /** Spreads neighbours, by the multiplier of Knuth's multiplicative hashing (TAOCP 3, 6.4). */
  private static int slot(long hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> (64 - 12));
  }
}
