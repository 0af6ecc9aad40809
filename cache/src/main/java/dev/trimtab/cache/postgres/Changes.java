package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Tag;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one committed transaction made stale.
 *
 * @param xid the lower 32 bits of its transaction id
 * @param end position in the log right after it
 * @param everything why everything is stale and not only what has the tags; empty if that suffices
 */
record Changes(long xid, long end, Set<Tag> tags, Optional<String> everything) {

  Changes {
    // In the order of the log, which Set.copyOf would lose.
    tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
  }

  boolean isEmpty() {
    return tags.isEmpty() && everything.isEmpty();
  }
}
