package dev.trimtab.scenarios.social;

/**
 * A set of pairs of keys, for "nobody follows the same person twice": open addressing in one array,
 * because two million boxed pairs would cost ten times the memory. Of fixed capacity.
 */
final class PairSet {

  private final long[] slots;

  /**
   * @param count how many pairs it will hold at most; a third of the slots stays free
   */
  PairSet(int count) {
    slots = new long[Math.max(8, Integer.highestOneBit(count) * 4)];
  }

  /** Returns whether the pair was not there yet. Keys start at 1, so no pair is 0. */
  boolean add(int left, int right) {
    long pair = (long) left << 32 | right;
    int slot = slotOf(pair);
    while (slots[slot] != 0) {
      if (slots[slot] == pair) {
        return false;
      }
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = pair;
    return true;
  }

  private int slotOf(long pair) {
    long mixed = pair * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & slots.length - 1;
  }
}
