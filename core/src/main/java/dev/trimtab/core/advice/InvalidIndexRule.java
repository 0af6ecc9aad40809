package dev.trimtab.core.advice;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.advice.Recommendation.DropIndex.Cause;
import dev.trimtab.core.model.Table;
import java.util.List;

/**
 * Proposes to drop what a failed {@code CREATE INDEX CONCURRENTLY} left behind: it serves no search
 * and is still written to.
 *
 * <p>Silent for the indexes of partitioned tables, which are invalid until every partition has one,
 * and for those that somebody is building.
 */
final class InvalidIndexRule implements DropRules.Rule {

  @Override
  public List<Drop> apply(Table table) {
    boolean isPartitioned = table.kind() == Table.Kind.PARTITIONED;
    return table.indexes().stream()
        .filter(index -> !index.valid() && !index.building())
        .filter(index -> !isPartitioned && index.constraint().isEmpty())
        .map(index ->
            new Drop(
                table,
                index,
                Cause.INVALID,
                "left invalid by a failed concurrent build: no search uses it, every write pays"
                    + " for it"))
        .toList();
  }
}
