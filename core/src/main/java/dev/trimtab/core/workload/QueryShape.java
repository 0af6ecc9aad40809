package dev.trimtab.core.workload;

import java.util.List;

/**
 * What one statement asks of tables, as PostgreSQL's own analyzer understood it.
 *
 * @param command what it does
 * @param uses one per mention of a table, in sub-queries, CTEs and views too
 * @param parameters one per {@code $n}, in order
 * @param countsRows whether its only output is {@code count(*)} of its one use's rows, and each of
 *     its conditions is one of that use's filters: a plain column against a bare parameter or a
 *     constant
 * @param traits what a rule that changes the text wants to know
 */
public record QueryShape(
    Command command,
    List<TableUse> uses,
    List<ParameterUse> parameters,
    boolean countsRows,
    Traits traits) {

  /** The shape of a statement that does more than count, and of whose text nothing is known. */
  public QueryShape(Command command, List<TableUse> uses, List<ParameterUse> parameters) {
    this(command, uses, parameters, false, Traits.NONE);
  }

  public QueryShape {
    uses = List.copyOf(uses);
    parameters = List.copyOf(parameters);
  }

  /** Returns the same with these traits. */
  public QueryShape with(Traits newTraits) {
    return new QueryShape(command, uses, parameters, countsRows, newTraits);
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
