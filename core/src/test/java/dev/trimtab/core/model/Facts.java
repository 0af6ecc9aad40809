package dev.trimtab.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Values of the model for tests, with only what a test cares about spelled out. */
public final class Facts {

  /** The table that most tests are about. */
  public static final TableName ORDERS = TableName.of("shop", "orders");

  /** When every snapshot of the tests was taken. */
  public static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private Facts() {}

  /** Returns a nullable column without statistics. */
  public static Column column(String name, String type) {
    return new Column(
        new Identifier(name),
        1,
        type,
        false,
        Optional.empty(),
        Optional.empty(),
        Column.Generation.NONE,
        List.of());
  }

  /** Returns the column with these statistics. */
  public static Column known(Column column, ColumnStatistics statistics) {
    return new Column(
        column.name(),
        column.number(),
        column.type(),
        column.notNull(),
        column.collation(),
        column.defaultSql(),
        column.generation(),
        List.of(statistics));
  }

  /** Returns statistics of eight-byte values without nulls. */
  public static ColumnStatistics statistics(double distinct) {
    return statistics(distinct, 8, Optional.empty(), Optional.empty());
  }

  /** Returns statistics with the values ANALYZE would have seen. */
  public static ColumnStatistics statistics(
      double distinct, int width, Optional<String> common, Optional<String> bounds) {
    return new ColumnStatistics(
        false,
        0,
        width,
        distinct,
        common,
        List.of(),
        bounds,
        Optional.of(0.1),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns a valid B-tree that is not unique, with scans so far. */
  public static Index index(String name, IndexDefinition definition, long scans) {
    return new Index(
        new Identifier(name),
        definition,
        "CREATE INDEX %s %s".formatted(name, definition.toSql()),
        false,
        true,
        false,
        Optional.empty(),
        new Pages(10, 10, 1_000, 10),
        scans,
        Optional.empty(),
        List.of());
  }

  /** Returns the index as the one behind a unique constraint. */
  public static Index behindConstraint(Index index) {
    return new Index(
        index.name(),
        index.definition(),
        index.sql(),
        true,
        index.valid(),
        index.building(),
        Optional.of(index.name()),
        index.pages(),
        index.scans(),
        index.lastScan(),
        index.keyStatistics());
  }

  /** Returns the index as one that is unique without a constraint. */
  public static Index unique(Index index) {
    return new Index(
        index.name(),
        index.definition(),
        index.sql(),
        true,
        index.valid(),
        index.building(),
        Optional.empty(),
        index.pages(),
        index.scans(),
        index.lastScan(),
        index.keyStatistics());
  }

  /** Returns the index as a failed concurrent build leaves it. */
  public static Index invalid(Index index) {
    return new Index(
        index.name(),
        index.definition(),
        index.sql(),
        index.unique(),
        false,
        index.building(),
        index.constraint(),
        index.pages(),
        index.scans(),
        index.lastScan(),
        index.keyStatistics());
  }

  /** Returns the index as somebody is just building it concurrently. */
  public static Index building(Index index) {
    return new Index(
        index.name(),
        index.definition(),
        index.sql(),
        index.unique(),
        false,
        true,
        index.constraint(),
        index.pages(),
        index.scans(),
        index.lastScan(),
        index.keyStatistics());
  }

  /** Returns {@link #ORDERS} with a hundred thousand rows on a thousand pages. */
  public static Table orders(List<Column> columns, Index... indexes) {
    return new Table(
        ORDERS,
        Table.Kind.TABLE,
        columns,
        List.of(),
        List.of(indexes),
        new Pages(1_000, 1_000, 100_000, 0),
        TableActivity.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Returns {@link #ORDERS} with indexes only. */
  public static Table orders(Index... indexes) {
    return orders(List.of(), indexes);
  }

  /** Returns the table of another kind. */
  public static Table as(Table table, Table.Kind kind) {
    return new Table(
        table.name(),
        kind,
        table.columns(),
        table.constraints(),
        table.indexes(),
        table.pages(),
        table.activity(),
        table.inherits(),
        table.partitionKey(),
        table.partitionBound(),
        table.options());
  }

  /** Returns the table as a partition of another. */
  public static Table partition(Table table) {
    return new Table(
        table.name(),
        table.kind(),
        table.columns(),
        table.constraints(),
        table.indexes(),
        table.pages(),
        table.activity(),
        List.of(TableName.of("shop", "all_orders")),
        Optional.empty(),
        Optional.of("DEFAULT"),
        table.options());
  }

  /** Returns the table of so many pages. */
  public static Table sized(Table table, long pages) {
    return new Table(
        table.name(),
        table.kind(),
        table.columns(),
        table.constraints(),
        table.indexes(),
        new Pages(pages, pages, pages * 100.0, 0),
        table.activity(),
        table.inherits(),
        table.partitionKey(),
        table.partitionBound(),
        table.options());
  }

  /** Returns the table with a foreign key on the columns. */
  public static Table referring(Table table, String... columns) {
    var foreignKey =
        new Constraint(
            new Identifier("orders_fkey"),
            Constraint.Kind.FOREIGN_KEY,
            Stream.of(columns).map(Identifier::new).toList(),
            Optional.of(TableName.of("shop", "customer")),
            List.of(new Identifier("id")),
            "FOREIGN KEY",
            true);
    return new Table(
        table.name(),
        table.kind(),
        table.columns(),
        List.of(foreignKey),
        table.indexes(),
        table.pages(),
        table.activity(),
        table.inherits(),
        table.partitionKey(),
        table.partitionBound(),
        table.options());
  }

  /** Returns a snapshot whose activity was counted for so many days. */
  public static Snapshot snapshot(int days, Table... tables) {
    var server =
        new ServerFacts(
            180_000,
            "18.0",
            "shop",
            "reader",
            "UTF8",
            "C",
            false,
            Optional.empty(),
            NOON.minus(Duration.ofDays(100)),
            NOON,
            Optional.of(NOON.minus(Duration.ofDays(days))),
            List.of(),
            List.of(),
            List.of());
    return new Snapshot(
        Snapshot.FORMAT,
        server,
        List.of(),
        List.of(),
        List.of(tables),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
