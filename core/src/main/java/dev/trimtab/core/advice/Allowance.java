package dev.trimtab.core.advice;

import java.util.Set;
import java.util.function.Function;

/** What a {@link Budget} leaves to choose from. */
final class Allowance {

  private final Budget budget;
  private final Function<PlannedIndex, WriteCost> writeCosts;
  private final double walToday;

  /**
   * @param walToday bytes of log that the workload writes now
   */
  Allowance(Budget budget, Function<PlannedIndex, WriteCost> writeCosts, double walToday) {
    this.budget = budget;
    this.writeCosts = writeCosts;
    this.walToday = walToday;
  }

  /** Returns whether bytes are counted; a limit on the number alone needs no weighing. */
  boolean isLimited() {
    return budget.isTight();
  }

  boolean fits(Set<PlannedIndex> indexes) {
    return bytes(indexes) <= budget.sizeBytesMax().orElse(Long.MAX_VALUE)
        && indexes.size() <= budget.indexesMax().orElse(Integer.MAX_VALUE)
        && budget.writeOverheadMax().map(max -> wal(indexes) <= max * walToday).orElse(true);
  }

  /** Returns how much of what is allowed indexes take, of all limits together. */
  double share(Set<PlannedIndex> indexes) {
    double ofBytes =
        budget.sizeBytesMax().isPresent()
            ? (double) bytes(indexes) / Math.max(1, budget.sizeBytesMax().getAsLong())
            : 0;
    double walMax = budget.writeOverheadMax().orElse(0.0) * walToday;
    return ofBytes + (walMax > 0 ? wal(indexes) / walMax : 0);
  }

  private static long bytes(Set<PlannedIndex> indexes) {
    return indexes.stream().mapToLong(PlannedIndex::bytes).sum();
  }

  private double wal(Set<PlannedIndex> indexes) {
    return indexes.stream()
        .map(writeCosts)
        .mapToDouble(cost -> cost.entries() * cost.walBytesPerEntry())
        .sum();
  }
}
