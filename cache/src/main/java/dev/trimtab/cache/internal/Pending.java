package dev.trimtab.cache.internal;

import java.util.BitSet;

/**
 * Invalidations that are still to be told. Bounded: when there are too many, one flush stands for
 * all of them. Not thread-safe.
 */
public final class Pending {

  /** Two round trips' worth; beyond, telling them takes longer than loading anew. */
  public static final int SLOTS_MAX = 10_000;

  private final BitSet slots = new BitSet();
  private boolean isFlush;

  /** Adds slots. */
  public void add(int[] added) {
    if (isFlush) {
      return;
    }
    for (int slot : added) {
      slots.set(slot);
    }
    if (slots.cardinality() > SLOTS_MAX) {
      addFlush();
    }
  }

  /** Returns whether a slot is pending. */
  public boolean contains(int slot) {
    return isFlush || slots.get(slot);
  }

  /** Makes everything pending. */
  public void addFlush() {
    isFlush = true;
    slots.clear();
  }

  /** Returns whether everything is to be made stale. */
  public boolean isFlush() {
    return isFlush;
  }

  /** Takes out slots to be told, at most this many; the caller adds them again if that fails. */
  public int[] take(int count) {
    int[] taken = slots.stream().limit(count).toArray();
    for (int slot : taken) {
      slots.clear(slot);
    }
    return taken;
  }

  /** Takes out the flush. */
  public void takeFlush() {
    isFlush = false;
  }

  /** Returns how many invalidations wait; a flush counts as one. */
  public int size() {
    return isFlush ? 1 : slots.cardinality();
  }
}
