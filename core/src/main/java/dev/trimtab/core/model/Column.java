package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A column of a table, view or materialized view.
 *
 * @param number {@code pg_attribute.attnum}, from 1; dropped columns leave gaps
 * @param type the type with its modifier, as SQL ({@code format_type})
 * @param collation the collation as SQL where it differs from the type's own
 * @param defaultSql the default or generation expression as SQL ({@code pg_get_expr})
 * @param generation how a value comes to be
 * @param statistics what ANALYZE knows, own rows first, then with children; none if it never ran or
 *     the reader may not see the column
 */
public record Column(
    Identifier name,
    int number,
    String type,
    boolean notNull,
    Optional<String> collation,
    Optional<String> defaultSql,
    Generation generation,
    List<ColumnStatistics> statistics) {

  public Column {
    statistics = List.copyOf(statistics);
  }

  /** How a column gets its value when none is given: {@code attidentity}, {@code attgenerated}. */
  public enum Generation {
    NONE,
    IDENTITY_ALWAYS,
    IDENTITY_BY_DEFAULT,
    STORED,
    VIRTUAL
  }

  /** Types whose values all are short, or as long as their modifier says. */
  private static final Pattern BOUNDED =
      Pattern.compile(
          "smallint|integer|bigint|real|double precision|numeric.*|boolean|date|uuid|interval.*"
              + "|time( .*|\\(.*)?|timestamp( .*|\\(.*)?|money|inet|cidr|macaddr8?|oid|\"char\""
              + "|(character varying|character|bit|bit varying)\\([0-9]{1,3}\\)");

  /**
   * Returns whether every value is short. An index refuses a row whose entry is longer than a third
   * of a page (manual, 64.1), and the INSERT fails: what may be long must not go into an index for
   * convenience.
   */
  public boolean isBounded() {
    return BOUNDED.matcher(type).matches();
  }

  /** Returns the statistics the planner uses for the relation: with children if there are such. */
  public Optional<ColumnStatistics> widestStatistics() {
    return statistics.isEmpty() ? Optional.empty() : Optional.of(statistics.getLast());
  }
}
