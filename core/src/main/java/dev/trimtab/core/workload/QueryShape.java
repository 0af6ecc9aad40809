package dev.trimtab.core.workload;

import java.util.List;

/**
 * What one statement asks of tables, as PostgreSQL's own analyzer understood it.
 *
 * @param command what it does
 * @param uses one per mention of a table, in sub-queries, CTEs and views too
 * @param parameters one per {@code $n}, in order
 */
public record QueryShape(Command command, List<TableUse> uses, List<ParameterUse> parameters) {

  public QueryShape {
    uses = List.copyOf(uses);
    parameters = List.copyOf(parameters);
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
