package dev.trimtab.core.workload;

import java.util.List;

/**
 * What one statement asks of tables, as PostgreSQL's own analyzer understood it.
 *
 * @param command what it does
 * @param uses one per mention of a table, in sub-queries, CTEs and views too
 * @param parameters one per {@code $n}, in order
 * @param traits what a rule that changes the text wants to know
 */
public record QueryShape(
    Command command, List<TableUse> uses, List<ParameterUse> parameters, Traits traits) {

  public QueryShape {
    uses = List.copyOf(uses);
    parameters = List.copyOf(parameters);
  }

  /** Returns the same with these traits. */
  public QueryShape with(Traits newTraits) {
    return new QueryShape(command, uses, parameters, newTraits);
  }

  /** {@code Query.commandType}. */
  public enum Command {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE;

    public boolean isWrite() {
      return this != SELECT;
    }
  }
}
