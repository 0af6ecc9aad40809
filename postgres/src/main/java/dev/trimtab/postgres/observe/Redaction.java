package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.SqlFunction;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.View;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes the values of rows out of a snapshot, and leaves what the planner needs of them: order,
 * frequency and width.
 *
 * <p><b>Replaced.</b> Sample values in statistics: text and {@code uuid} and {@code bytea} by their
 * rank, written in as many letters; numbers by a multiple; dates and timestamps by an earlier day,
 * the same shift everywhere; arrays and ranges by their replaced parts. Columns that are joined by
 * a foreign key, or share name and type, share their stand-ins, so that equal values stay equal.
 * Literals in predicates, checks, bounds, defaults, views and functions are replaced where they are
 * such a value or a date; string literals left in statements always.
 *
 * <p><b>Left out.</b> Sample values of types with no such rule ({@code jsonb}, {@code inet},
 * geometry, …); a gap says of how many columns.
 *
 * <p><b>Kept.</b> Names of everything, labels of enums, booleans, settings, literals of the schema
 * that are not sampled values, widths, frequencies, lengths of ranges, and times of the server. So
 * what is left shows how values are distributed, not what they are: numbers can be guessed by
 * someone who knows one of them.
 */
public final class Redaction {

  private final StandInTable standIns;
  private final SqlRedaction sql;
  private int columnsWithoutValues;

  private Redaction(Snapshot snapshot, RandomGenerator random) {
    standIns = new StandInTable(snapshot, random);
    sql = new SqlRedaction(standIns);
  }

  /** Returns the snapshot without values; nobody can say which key was used. */
  public static Snapshot redact(Snapshot snapshot) {
    return redact(snapshot, new SecureRandom());
  }

  /**
   * Returns the snapshot without values.
   *
   * @param random decides the multiple and the shift; with the same seed the result is the same
   */
  public static Snapshot redact(Snapshot snapshot, RandomGenerator random) {
    return new Redaction(snapshot, random).apply(snapshot);
  }

  private Snapshot apply(Snapshot s) {
    List<Table> tables = s.tables().stream().map(this::table).toList();
    var gaps = new ArrayList<>(s.gaps());
    if (columnsWithoutValues > 0) {
      gaps.add(
          "Redaction left out the sample values of %d columns whose types it cannot imitate; their "
                  .formatted(columnsWithoutValues)
              + "selectivity is estimated more coarsely.");
    }
    return new Snapshot(
        s.format(),
        s.server(),
        s.settings(),
        s.types(),
        tables,
        s.views().stream().map(v -> new View(v.name(), sql.anywhere(v.definition()))).toList(),
        s.sequences(),
        s.functions().stream()
            .map(f -> new SqlFunction(f.name(), sql.anywhere(f.definition())))
            .toList(),
        s.extendedStatistics(),
        s.statements().stream().map(this::statement).toList(),
        gaps);
  }

  private StatementStats statement(StatementStats s) {
    return new StatementStats(
        s.queryId(),
        sql.statement(s.text()),
        s.calls(),
        s.execTime(),
        s.rows(),
        s.sharedBlocksHit(),
        s.sharedBlocksRead(),
        s.tempBlocksWritten(),
        s.walBytes());
  }

  private Table table(Table table) {
    return new Table(
        table.name(),
        table.kind(),
        table.columns().stream().map(column -> column(table, column)).toList(),
        table.constraints().stream().map(constraint -> constraint(table, constraint)).toList(),
        table.indexes().stream().map(index -> index(table, index)).toList(),
        table.pages(),
        table.activity(),
        table.inherits(),
        table.partitionKey(),
        table.partitionBound().map(bound -> sql.bound(table, bound)),
        table.options());
  }

  private Column column(Table table, Column column) {
    var replacer = standIns.of(new Place(table.name(), column.name()));
    if (replacer.isEmpty() && column.statistics().stream().anyMatch(Redaction::hasValues)) {
      columnsWithoutValues++;
    }
    return new Column(
        column.name(),
        column.number(),
        column.type(),
        column.notNull(),
        column.collation(),
        column.defaultSql().map(text -> sql.of(table, text)),
        column.generation(),
        column.statistics().stream().map(s -> statistics(s, replacer)).toList());
  }

  private static boolean hasValues(ColumnStatistics s) {
    return s.mostCommonValues().isPresent() || s.histogramBounds().isPresent();
  }

  private static ColumnStatistics statistics(ColumnStatistics s, Optional<Replacer> replacer) {
    Optional<String> values = replacer.flatMap(r -> s.mostCommonValues().flatMap(r::array));
    Optional<String> elements = replacer.flatMap(r -> s.mostCommonElements().flatMap(r::elements));
    return new ColumnStatistics(
        s.inherited(),
        s.nullFraction(),
        s.averageWidth(),
        s.distinct(),
        values,
        values.isPresent() ? s.mostCommonFrequencies() : List.of(),
        replacer.flatMap(r -> s.histogramBounds().flatMap(r::array)),
        s.correlation(),
        elements,
        elements.isPresent() ? s.mostCommonElementFrequencies() : List.of(),
        s.elementCountHistogram(),
        s.rangeLengthHistogram(),
        s.rangeEmptyFraction(),
        replacer.flatMap(r -> s.rangeBoundsHistogram().flatMap(r::array)));
  }

  private Constraint constraint(Table table, Constraint c) {
    return new Constraint(
        c.name(),
        c.kind(),
        c.columns(),
        c.references(),
        c.referencedColumns(),
        sql.of(table, c.definition()),
        c.validated());
  }

  private Index index(Table table, Index index) {
    IndexDefinition d = index.definition();
    var keys = new ArrayList<IndexKey>();
    for (IndexKey key : d.keys()) {
      keys.add(
          key.column().isPresent()
              ? key
              : new IndexKey(
                  Optional.empty(),
                  sql.of(table, key.sql()),
                  key.operatorClass(),
                  key.collation(),
                  key.descending(),
                  key.nullsFirst()));
    }
    var keyStatistics = new ArrayList<Optional<ColumnStatistics>>();
    for (int k = 0; k < index.keyStatistics().size(); k++) {
      var replacer = standIns.of(Place.ofKey(index.qualifiedName(), k));
      if (replacer.isEmpty()
          && index.keyStatistics().get(k).filter(Redaction::hasValues).isPresent()) {
        columnsWithoutValues++;
      }
      keyStatistics.add(index.keyStatistics().get(k).map(s -> statistics(s, replacer)));
    }
    return new Index(
        index.name(),
        new IndexDefinition(
            d.table(), d.method(), keys, d.include(), d.predicate().map(p -> sql.of(table, p))),
        sql.of(table, index.sql()),
        index.unique(),
        index.valid(),
        index.building(),
        index.constraint(),
        index.pages(),
        index.scans(),
        index.lastScan(),
        keyStatistics);
  }
}
