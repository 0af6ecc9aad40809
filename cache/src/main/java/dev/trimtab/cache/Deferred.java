package dev.trimtab.cache;

import dev.trimtab.cache.internal.Pending;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction will make stale when it commits. Bounded: a transaction that invalidates more
 * makes everything stale. Thread-safe.
 */
final class Deferred {

  /** As many as wait for a second level that is away. */
  static final int SLOTS_MAX = Pending.SLOTS_MAX;

  private final Pending slots = new Pending();

  /** Full keys that the second level may forget; more than this are not worth naming. */
  private final List<String> keys = new ArrayList<>();

  synchronized void add(int[] added, List<String> forgotten) {
    slots.add(added);
    if (slots.isFlush()) {
      keys.clear();
    } else if (keys.size() + forgotten.size() <= SLOTS_MAX) {
      keys.addAll(forgotten);
    }
  }

  /** Returns whether a slot is among them. */
  synchronized boolean touches(int slot) {
    return slots.contains(slot);
  }

  synchronized boolean isEverything() {
    return slots.isFlush();
  }

  synchronized int[] allSlots() {
    return slots.take(SLOTS_MAX);
  }

  synchronized List<String> allKeys() {
    return List.copyOf(keys);
  }
}
