package dev.trimtab.core.workload;

import java.util.List;
import java.util.Optional;

/**
 * A statement with values for its parameters.
 *
 * @param statementId as in the workload
 * @param text the statement, parameters as {@code $n}
 * @param values one per parameter, in order, as text; empty is NULL
 * @param origin where the values come from
 */
public record Binding(
    String statementId, String text, List<Optional<String>> values, Origin origin) {

  public Binding {
    values = List.copyOf(values);
  }

  /** Where parameter values come from, most trusted first. */
  public enum Origin {
    /** The statement has none. */
    NO_PARAMETERS,
    /** Seen in a log. */
    SEEN,
    /** Drawn from the statistics of the column a parameter is compared with. */
    DRAWN,
    /** A plan that works for any value, because nothing tells which ones to try. */
    GENERIC
  }
}
