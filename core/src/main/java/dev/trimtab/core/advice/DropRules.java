package dev.trimtab.core.advice;

import dev.trimtab.core.advice.Recommendation.DropIndex.Cause;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Table;
import java.util.List;
import java.util.Optional;

/** What the rules that propose drops have in common: what must never be dropped. */
final class DropRules {

  private DropRules() {}

  /** An index that could go, and why. */
  record Drop(Table table, Index index, Cause cause, String reason) {}

  /** A rule: looks at one table, changes nothing. */
  interface Rule {
    List<Drop> apply(Table table);
  }

  /**
   * Returns whether nothing but searches depends on an index: no constraint, no uniqueness, no
   * parent index that it is a part of.
   */
  static boolean isFree(Table table, Index index) {
    return !index.unique() && index.constraint().isEmpty() && table.partitionBound().isEmpty();
  }

  /**
   * Returns the foreign key that searches this index when the referenced row is deleted or its key
   * changes; without it each such statement reads the whole table.
   */
  static Optional<String> foreignKeyServed(Table table, Index index) {
    return table.constraints().stream()
        .filter(c -> c.references().isPresent() && !c.columns().isEmpty())
        .filter(c ->
            index.definition().keys().size() >= c.columns().size()
                && c.columns().stream()
                    .allMatch(column ->
                        index.definition().keys().stream()
                            .limit(c.columns().size())
                            .anyMatch(k -> k.column().equals(Optional.of(column)))))
        .map(c -> c.name().value())
        .findFirst();
  }
}
