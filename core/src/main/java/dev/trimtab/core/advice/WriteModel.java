package dev.trimtab.core.advice;

import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableActivity;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.QueryShape.Command;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.RowChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an index costs those who write.
 *
 * <p>An INSERT adds an entry to every index. An UPDATE adds entries to all of them if it changes a
 * column that any holds; else it is heap-only (HOT) and adds none. So an index on a column that is
 * often updated is paid for in every other index of the table, too (manual 66.7, "Heap-Only
 * Tuples"). Nor is it heap-only where the page of the row is full; how often that is, the table's
 * counters tell ({@code pg_stat_all_tables.n_tup_hot_upd}).
 */
public final class WriteModel {

  /**
   * Planner units per entry added at a random place: finding the leaf and dirtying it. Measured on
   * 50,000 inserts into a 500,000-row table: 5 to 14 microseconds per B-tree entry, while reading a
   * page in sequence, 1.0, takes about 8.
   */
  static final double ENTRY_UNITS = 1.0;

  /** Entries at the end of an index hit the same leaf; measured at two fifths of random ones. */
  private static final double CLUSTERED_DISCOUNT = 0.6;

  /**
   * Bytes of WAL per entry beside the entry itself: record header, block reference, page splits.
   */
  private static final double WAL_BYTES_PER_ENTRY = 48;

  /** The same with the entry of an index on a number or two. */
  private static final double WAL_BYTES_OF_ANOTHER = WAL_BYTES_PER_ENTRY + 16;

  /** A GIN entry per element; the pending list makes each cheaper than a B-tree's. */
  private static final double GIN_FACTOR = 3;

  /**
   * An index tuple with a short key in the pending list ({@code ginfast.c}), and its part of the
   * list's pages. Measured on trigrams: 24 to 28.
   */
  private static final double GIN_BYTES_PER_ELEMENT = 24;

  /** Fewer updates say nothing about how often a page has room for the next. */
  private static final long UPDATES_MIN = 100;

  private static final double BRIN_FACTOR = 0.1;

  /** WAL of a row by itself: header, block reference, tuple header. */
  private static final double WAL_BYTES_PER_ROW = 60;

  private final Snapshot snapshot;
  private final List<AnalyzedStatement> statements;

  /** By table, the part of updates that could be heap-only if there was room. */
  private final Map<TableName, Double> crowded;

  public WriteModel(Snapshot snapshot, List<AnalyzedStatement> statements) {
    this.snapshot = snapshot;
    this.statements = List.copyOf(statements);
    this.crowded =
        snapshot.tables().stream().collect(Collectors.toMap(Table::name, this::crowdedShare));
  }

  /**
   * The counters tell it only where nothing else keeps an update from being heap-only: where no
   * statement changes an indexed column, and none may be an update or not.
   */
  private double crowdedShare(Table table) {
    TableActivity activity = table.activity();
    boolean isTold =
        activity.updated() >= UPDATES_MIN
            && statements.stream()
                .flatMap(statement -> statement.shape().uses().stream())
                .filter(use -> use.table().equals(table.name()))
                .flatMap(use -> use.change().stream())
                .noneMatch(change -> isAnUpdateOrNot(change) || touchesAnIndex(change, table));
    return isTold ? 1 - (double) activity.hotUpdated() / activity.updated() : 0;
  }

  /** {@code INSERT … ON CONFLICT DO UPDATE} and {@code MERGE} count among both. */
  private static boolean isAnUpdateOrNot(RowChange change) {
    return change.command() == Command.MERGE
        || (change.command() == Command.INSERT && !change.written().isEmpty());
  }

  private static boolean touchesAnIndex(RowChange change, Table table) {
    return table.indexes().stream().anyMatch(i -> mentions(i.definition(), change.written()));
  }

  /** Returns what the index costs per observed period; writes of the workload only. */
  public WriteCost of(PlannedIndex index) {
    IndexDefinition definition = index.definition();
    Optional<Table> table = snapshot.findTable(definition.table());
    if (table.isEmpty()) {
      return WriteCost.NONE;
    }
    double share = shareOfRows(index, table.get());
    double own = 0;
    double others = 0;
    for (AnalyzedStatement statement : statements) {
      for (TableUse use : statement.shape().uses()) {
        if (use.table().equals(definition.table()) && use.change().isPresent()) {
          double rows = rowsWritten(statement) * share;
          own += rows * ownEntries(use.change().get(), definition, table.get());
          others += rows * entriesOfOthers(use.change().get(), definition, table.get());
        }
      }
    }
    double units =
        ENTRY_UNITS
            * (own * methodFactor(definition) * placeFactor(definition, table.get()) + others);
    double bytes =
        own * (WAL_BYTES_PER_ENTRY + entryBytes(index, table.get()))
            + others * WAL_BYTES_OF_ANOTHER;
    double entries = own + others;
    return new WriteCost(entries, entries > 0 ? bytes / entries : 0, units);
  }

  /** What the log has of an entry: GIN's pending list takes one for each element. */
  private static double entryBytes(PlannedIndex index, Table table) {
    if (index.definition().method().equals("gin")) {
      return GIN_BYTES_PER_ELEMENT * GinElements.perRow(index.definition(), table);
    }
    return index.entries() > 0 ? Math.min(index.bytes() / index.entries(), 2_000) : 16;
  }

  /** Returns the WAL that today's writes make in the observed period, in bytes; at least 1. */
  public double currentWalBytes() {
    double bytes = 0;
    for (AnalyzedStatement statement : statements) {
      for (TableUse use : statement.shape().uses()) {
        Optional<Table> table = snapshot.findTable(use.table());
        if (use.change().isPresent() && table.isPresent()) {
          double perRow =
              WAL_BYTES_PER_ROW
                  + rowBytes(table.get())
                  + entriesToday(use.change().get(), table.get()) * WAL_BYTES_OF_ANOTHER;
          bytes += rowsWritten(statement) * perRow;
        }
      }
    }
    return Math.max(1, bytes);
  }

  /** Returns bytes of WAL of a row that is updated in place of its page, its columns left out. */
  static double walBytesOfRow() {
    return WAL_BYTES_PER_ROW;
  }

  /**
   * Returns the rows of all calls; a statement that writes to several tables does so in equal
   * parts.
   */
  private static double rowsWritten(AnalyzedStatement statement) {
    long tables = statement.shape().uses().stream().filter(use -> use.change().isPresent()).count();
    return statement.statement().calls() * statement.rowsWritten() / tables;
  }

  private static double rowBytes(Table table) {
    return table.columns().stream()
        .flatMap(column -> column.widestStatistics().stream())
        .mapToDouble(s -> s.averageWidth() * (1 - s.nullFraction()))
        .sum();
  }

  private static double shareOfRows(PlannedIndex index, Table table) {
    double rows = table.pages().estimatedRows();
    return index.definition().predicate().isEmpty() || rows <= 0
        ? 1
        : Math.clamp(index.entries() / rows, 0, 1);
  }

  /** Returns the entries that this index gets for a row. */
  private double ownEntries(RowChange change, IndexDefinition index, Table table) {
    return switch (change.command()) {
      case INSERT, MERGE -> 1;
      case DELETE, SELECT -> 0;
      case UPDATE -> mentions(index, change.written()) ? 1 : 1 - heapOnlyShare(change, table);
    };
  }

  /**
   * Returns the entries that the other indexes get for a row because of this one. That pages are
   * full is no excuse: they may be full because of an index that is gone.
   */
  private static double entriesOfOthers(RowChange change, IndexDefinition index, Table table) {
    boolean endsHeapOnly =
        change.command() == Command.UPDATE
            && mentions(index, change.written())
            && !touchesAnIndex(change, table);
    return endsHeapOnly ? table.indexes().size() : 0;
  }

  /** Returns the entries that all indexes there are get for a row. */
  private double entriesToday(RowChange change, Table table) {
    return table.indexes().size()
        * switch (change.command()) {
          case INSERT, MERGE -> 1;
          case DELETE, SELECT -> 0;
          case UPDATE -> 1 - heapOnlyShare(change, table);
        };
  }

  /** Returns which part of such updates adds no entry to any index today. */
  private double heapOnlyShare(RowChange change, Table table) {
    return touchesAnIndex(change, table) ? 0 : 1 - crowded.getOrDefault(table.name(), 0.0);
  }

  /** Whether the index holds or depends on one of the columns; expressions are read as text. */
  private static boolean mentions(IndexDefinition index, Set<Identifier> columns) {
    Set<Identifier> stored = new TreeSet<>(index.storedColumns());
    return columns.stream()
        .anyMatch(column ->
            stored.contains(column)
                || index.keys().stream()
                    .anyMatch(k -> k.column().isEmpty() && mentions(k.sql(), column))
                || index.predicate().filter(p -> mentions(p, column)).isPresent());
  }

  private static boolean mentions(String sql, Identifier column) {
    return sql.contains(column.value());
  }

  private static double methodFactor(IndexDefinition index) {
    return switch (index.method()) {
      case "gin" -> GIN_FACTOR;
      case "brin" -> BRIN_FACTOR;
      default -> 1;
    };
  }

  private static double placeFactor(IndexDefinition index, Table table) {
    double correlation =
        index.keys().getFirst().column().stream()
            .flatMap(c -> table.findColumn(c).stream())
            .flatMap(c -> c.widestStatistics().stream())
            .map(ColumnStatistics::correlation)
            .flatMap(Optional::stream)
            .mapToDouble(Math::abs)
            .findFirst()
            .orElse(0);
    return 1 - CLUSTERED_DISCOUNT * correlation;
  }
}
