package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Makes slots stale here, at the second level, and with it everywhere. */
class Invalidator {

  private final Generations generations;
  private final CacheListener listener;
  final LongAdder invalidations = new LongAdder();
  final LongAdder flushes = new LongAdder();

  Invalidator(Generations generations, CacheListener listener) {
    this.generations = generations;
    this.listener = listener;
  }

  /**
   * @param keys full keys that the second level may forget, to save memory
   */
  void invalidate(int[] slots, List<String> keys) {
    if (slots.length == 0) {
      return;
    }
    generations.stampLocally(slots);
    invalidations.increment();
    listener.invalidated(slots.length, true);
  }

  void flush(String reason) {
    generations.flushLocally();
    flushes.increment();
    listener.flushed(reason);
  }
}
