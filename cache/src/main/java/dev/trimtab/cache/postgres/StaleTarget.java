package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.Tag;
import java.util.Collection;

/**
 * Who is told what became stale: a cache. Both methods are called by one thread at a time and must
 * return soon, because the log waits meanwhile.
 */
public interface StaleTarget {

  /** Everything with one of these tags is stale, if it was loaded before this call. */
  void invalidate(Collection<Tag> tags);

  /**
   * Everything is stale, if it was loaded before this call.
   *
   * @param reason half a sentence for the operator
   */
  void flush(String reason);

  /** Returns the target that is a cache, on both its levels. */
  static StaleTarget of(Cache cache) {
    return new StaleTarget() {
      @Override
      public void invalidate(Collection<Tag> tags) {
        cache.invalidateTags(tags);
      }

      @Override
      public void flush(String reason) {
        cache.flush(reason);
      }
    };
  }
}
