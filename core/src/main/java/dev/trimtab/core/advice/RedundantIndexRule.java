package dev.trimtab.core.advice;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.advice.Recommendation.DropIndex.Cause;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Proposes to drop an index that another index of the same table makes unnecessary: one that exists
 * or one that is recommended.
 *
 * <p>Before: {@code orders (customer_id)} and {@code orders (customer_id, placed_at)}.<br>
 * After: {@code orders (customer_id, placed_at)}.
 *
 * <p>Says nothing about unique indexes and those behind constraints: they are needed even when
 * nobody searches them.
 */
final class RedundantIndexRule implements DropRules.Rule {

  private final List<IndexDefinition> recommended;

  RedundantIndexRule(List<IndexDefinition> recommended) {
    this.recommended = List.copyOf(recommended);
  }

  private record Cover(String name, boolean isRecommended) {}

  @Override
  public List<Drop> apply(Table table) {
    var drops = new ArrayList<Drop>();
    for (Index index : table.indexes()) {
      if (index.valid() && DropRules.isFree(table, index)) {
        cover(table, index)
            .ifPresent(cover ->
                drops.add(
                    new Drop(
                        table,
                        index,
                        Cause.REDUNDANT,
                        "every search it serves, %s%s serves too"
                            .formatted(
                                cover.isRecommended() ? "the recommended " : "", cover.name()))));
      }
    }
    return drops;
  }

  private Optional<Cover> cover(Table table, Index index) {
    Optional<Cover> existing =
        table.indexes().stream()
            .filter(other -> other.valid() && !other.name().equals(index.name()))
            .filter(other -> index.definition().isCoveredBy(other.definition()))
            .filter(other -> survives(table, other, index))
            .map(Index::name)
            .min(Comparator.naturalOrder())
            .map(name -> new Cover(name.value(), false));
    return existing.or(() ->
        recommended.stream()
            .filter(index.definition()::isCoveredBy)
            .findFirst()
            .map(its -> new Cover(its.toSql(), true)));
  }

  /** Of two equal indexes one that must stay survives, else the first by name. */
  private static boolean survives(Table table, Index other, Index index) {
    boolean equal = other.definition().isCoveredBy(index.definition());
    if (!equal || !DropRules.isFree(table, other)) {
      return true;
    }
    Identifier name = other.name();
    return name.compareTo(index.name()) < 0;
  }
}
