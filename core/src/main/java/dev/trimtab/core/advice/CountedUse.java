package dev.trimtab.core.advice;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a statement as a count of the children of one parent row: {@code SELECT count(*) FROM child
 * WHERE fk = $1} and conditions without parameters.
 */
final class CountedUse {

  /**
   * Types whose equality lives in {@code pg_catalog}, where the trigger function looks; {@code
   * citext} and the like would be compared by another operator there.
   */
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  private static final Set<String> TYPES =
      Set.of("smallint", "integer", "bigint", "uuid", "text", "date", "numeric");

  private static final Set<String> PREDICATE_TYPES =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "uuid",
          "text",
          "date",
          "numeric",
          "boolean",
          "timestamp with time zone",
          "timestamp without time zone");

  private static final String VARYING = "character varying";

  /** Conditions that mean the same tomorrow; a range against a date does not. */
  private static final Set<Comparison> LASTING =
      Set.of(Comparison.EQUAL, Comparison.IS_NULL, Comparison.IS_NOT_NULL, Comparison.TRUTH);

  private final Snapshot snapshot;

  CountedUse(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Returns what the statement counts, if a column of another table could say it. */
  Optional<CountDefinition> read(QueryShape shape) {
    if (!shape.countsRows() || shape.parameters().size() != 1 || shape.uses().size() != 1) {
      return Optional.empty();
    }
    TableUse use = shape.uses().getFirst();
    List<Filter> variable = use.filters().stream().filter(f -> f.constant().isEmpty()).toList();
    List<Filter> constant = use.filters().stream().filter(f -> f.constant().isPresent()).toList();
    Optional<Table> child = snapshot.findTable(use.table()).filter(this::isOrdinary);
    if (child.isEmpty()
        || variable.size() != 1
        || variable.getFirst().comparison() != Comparison.EQUAL
        || !constant.stream().allMatch(f -> isLasting(f, child.get()))) {
      return Optional.empty();
    }
    Optional<String> predicate =
        constant.stream()
            .flatMap(f -> f.constant().stream())
            .distinct()
            .sorted()
            .map("(%s)"::formatted)
            .reduce("%s AND %s"::formatted)
            .map(sql -> constant.size() == 1 ? sql.substring(1, sql.length() - 1) : sql);
    return variable
        .getFirst()
        .key()
        .column()
        .flatMap(foreignKey -> definition(child.get(), foreignKey, predicate));
  }

  private Optional<CountDefinition> definition(
      Table child, Identifier foreignKey, Optional<String> predicate) {
    return child.constraints().stream()
        .filter(c -> c.kind() == Constraint.Kind.FOREIGN_KEY && c.validated())
        .filter(c -> c.columns().equals(List.of(foreignKey)))
        // A child may be older than its parent then, and would be counted by nobody.
        .filter(c -> !c.definition().contains("DEFERRABLE"))
        .flatMap(c ->
            c.references().flatMap(snapshot::findTable).filter(this::isOrdinary).stream()
                .filter(parent -> !parent.name().equals(child.name()))
                .flatMap(parent ->
                    definition(parent, c.referencedColumns().getFirst(), child, foreignKey)
                        .stream()))
        .findFirst()
        .map(d ->
            new CountDefinition(
                d.parent(),
                d.key(),
                d.keyType(),
                d.child(),
                d.foreignKey(),
                d.foreignKeyType(),
                predicate));
  }

  private static Optional<CountDefinition> definition(
      Table parent, Identifier key, Table child, Identifier foreignKey) {
    Optional<Column> one = parent.findColumn(key);
    Optional<Column> many = child.findColumn(foreignKey);
    return one.isEmpty() || many.isEmpty() || !areComparable(one.get(), many.get())
        ? Optional.empty()
        : Optional.of(
            new CountDefinition(
                parent.name(),
                key,
                one.get().type(),
                child.name(),
                foreignKey,
                many.get().type(),
                Optional.empty()));
  }

  private static boolean areComparable(Column one, Column many) {
    boolean isKnown = TYPES.contains(one.type()) || one.type().startsWith(VARYING);
    boolean isSame =
        one.type().equals(many.type())
            || (INTEGERS.contains(one.type()) && INTEGERS.contains(many.type()));
    return isKnown && isSame && one.collation().isEmpty() && many.collation().isEmpty();
  }

  private static boolean isLasting(Filter filter, Table child) {
    return LASTING.contains(filter.comparison())
        && !filter.isAlternative()
        && filter
            .key()
            .column()
            .flatMap(child::findColumn)
            .filter(c ->
                filter.comparison() == Comparison.IS_NULL
                    || filter.comparison() == Comparison.IS_NOT_NULL
                    || ((PREDICATE_TYPES.contains(c.type()) || c.type().startsWith(VARYING))
                        && c.collation().isEmpty()))
            .isPresent();
  }

  /** Triggers with transition tables see all writes of a table that has no parts and no parents. */
  private boolean isOrdinary(Table table) {
    return table.kind() == Table.Kind.TABLE
        && table.inherits().isEmpty()
        && table.partitionBound().isEmpty()
        && snapshot.tables().stream().noneMatch(t -> t.inherits().contains(table.name()));
  }
}
