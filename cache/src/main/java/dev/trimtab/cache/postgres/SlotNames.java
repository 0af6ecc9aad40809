package dev.trimtab.cache.postgres;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Names for temporary slots: {@code trimtab_cache_shop_1c9e04b7_1790000000000_4f2a}. All nodes with
 * the same bindings share the part before the server's clock, and who came first sorts first.
 *
 * @param prefix the shared part
 */
record SlotNames(String prefix, RandomGenerator random) {

  static SlotNames of(InvalidationPlan plan, RandomGenerator random) {
    List<String> bindings = plan.bindings().stream().map(TableBinding::toString).sorted().toList();
    return new SlotNames(
        "trimtab_cache_%s_%08x_".formatted(plan.name(), bindings.hashCode()), random);
  }

  /**
   * Returns a name that no other slot has.
   *
   * @param clockMillis the server's clock, 13 digits until the year 2286
   */
  String next(long clockMillis) {
    return "%s%013d_%04x".formatted(prefix, clockMillis, random.nextInt(0x10000));
  }
}
