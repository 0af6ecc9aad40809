package dev.trimtab.core.advice;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;

/**
 * An index as a planner knows it, existing or supposed.
 *
 * @param id the planner's number for it, unique within one planner
 * @param name its name in plans
 * @param definition what it covers
 * @param bytes its size, measured if it exists and by the size model if it is supposed
 * @param entries rows that have an entry
 * @param isSupposed whether it exists in the planner's mind only
 */
public record PlannedIndex(
    int id,
    Identifier name,
    IndexDefinition definition,
    long bytes,
    double entries,
    boolean isSupposed)
    implements Comparable<PlannedIndex> {

  public TableName table() {
    return definition.table();
  }

  @Override
  public int compareTo(PlannedIndex other) {
    return Integer.compare(id, other.id);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlannedIndex index && index.id == id;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(id);
  }
}
