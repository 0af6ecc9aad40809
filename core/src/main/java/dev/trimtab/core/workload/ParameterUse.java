package dev.trimtab.core.workload;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import java.util.Optional;

/**
 * How a parameter is used.
 *
 * @param number {@code n} of {@code $n}, from 1
 * @param type its type as the server deduced it, as SQL
 * @param compared what it is compared with or stored in, if that is a column or made of one
 * @param role what it does there
 */
public record ParameterUse(int number, String type, Optional<Compared> compared, Role role) {

  /** The column a parameter meets. */
  public record Compared(TableName table, Identifier column) {}

  /** What a parameter does. */
  public enum Role {
    EQUAL,
    RANGE,
    LIKE,
    /** In a full text or containment search, or another operator. */
    SEARCH,
    STORED,
    LIMIT,
    OFFSET,
    UNKNOWN
  }
}
