package dev.trimtab.cache.postgres;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is to be followed.
 *
 * @param name of the cache, 1 to 16 of {@code a-z 0-9 _}; the publication is named after it
 * @param bindings at least one
 * @param retainedBytesMax how much log the server may keep for us before the slot is dropped and
 *     the cache flushed
 * @param isKeptWhileDown whether entries stay when the server goes down
 */
record InvalidationPlan(
    String name, List<TableBinding> bindings, long retainedBytesMax, boolean isKeptWhileDown) {

  /** A sixteenth of it is one segment of log; less would drop slots for a breath of slowness. */
  static final long RETAINED_BYTES_MIN = 16L << 20;

  /** Some minutes of a busy server, and nothing that fills a disk. */
  static final long RETAINED_BYTES_DEFAULT = 1L << 30;

  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,16}");

  InvalidationPlan {
    bindings = List.copyOf(bindings);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name must have 1 to 16 of a-z, 0-9 and _, because slots are named after it, got \"%s\""
              .formatted(name));
    }
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException("no table is bound, so that nothing would be followed");
    }
    var seen = new HashSet<String>();
    for (TableBinding binding : bindings) {
      if (!seen.add(binding.toString())) {
        throw new IllegalArgumentException("bound twice: " + binding);
      }
    }
    if (retainedBytesMax < RETAINED_BYTES_MIN) {
      throw new IllegalArgumentException(
          "at least %,d bytes of log must be allowed, got %,d"
              .formatted(RETAINED_BYTES_MIN, retainedBytesMax));
    }
  }

  String publication() {
    return "trimtab_cache_" + name;
  }
}
