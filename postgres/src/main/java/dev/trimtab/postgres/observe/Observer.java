package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.ServerFacts;
import dev.trimtab.core.model.Setting;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableActivity;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sees a database as it is at one moment, without touching it: one read-only transaction of at most
 * {@value #STATEMENTS_MAX} statements, none of which waits for a lock longer than 2 s or runs
 * longer than 30 s. Needs no extension and works on a standby.
 *
 * <p>Names in definitions are schema-qualified. {@code TimeZone} and {@code DateStyle} are those of
 * the observing session, because the driver sends its own.
 */
public final class Observer {

  /** Statements sent to the server, {@code BEGIN} and {@code COMMIT} included. */
  public static final int STATEMENTS_MAX = 12;

  private Observer() {}

  /**
   * Returns the database that the connection is connected to.
   *
   * @param connection with no transaction open; it is left as it was found
   * @throws TrimtabException if the server is too old, cannot be reached or refuses
   */
  public static Snapshot observe(Connection connection) {
    try {
      refuseOldServer(connection);
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        Snapshot snapshot = read(new Rows(connection));
        connection.commit();
        return snapshot;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
        }
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "observe the database");
    }
  }

  private static void rollBack(Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private static void refuseOldServer(Connection connection) throws SQLException {
    var server = connection.getMetaData();
    if (server.getDatabaseMajorVersion() < ServerFacts.OLDEST_MAJOR) {
      throw new TrimtabException(
          ErrorCode.VERSION_UNSUPPORTED,
          "the server is PostgreSQL %s; %d and newer are supported."
              .formatted(server.getDatabaseProductVersion(), ServerFacts.OLDEST_MAJOR));
    }
  }

  private static Snapshot read(Rows rows) throws SQLException {
    rows.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    var server = new ServerReader(rows);
    var facts = server.facts();
    if (facts.blockSize() != Pages.BLOCK_BYTES) {
      throw new TrimtabException(
          ErrorCode.VERSION_UNSUPPORTED,
          "the server was built with blocks of %d bytes; only %d is supported."
              .formatted(facts.blockSize(), Pages.BLOCK_BYTES));
    }
    List<Setting> settings = server.settings();
    var objects = new ObjectReader(rows).read();
    var tableReader = new TableReader(rows);
    var tables = tableReader.tables();
    List<IndexReader.Bare> indexes =
        new IndexReader(rows).indexes(facts.major(), facts.underConstruction());
    var assembly =
        new Assembly(
            objects,
            new ColumnReader(rows).columns(),
            tableReader.constraints(),
            indexes,
            new ColumnReader(rows).statistics(facts.major()));
    var statements = new StatementReader(rows).read(objects.extensions(), settings, facts.user());
    return new Snapshot(
        Snapshot.FORMAT,
        facts.with(objects.extensions(), objects.installable()),
        settings,
        objects.types(),
        tables.stream()
            .filter(table -> !table.locked())
            .map(assembly::table)
            .sorted(Comparator.comparing(Table::name))
            .toList(),
        objects.views(),
        objects.sequences().stream().sorted().toList(),
        objects.functions(),
        objects.statistics(),
        statements.statements(),
        Gaps.of(facts, tables, objects.lockedViews(), indexes, statements.gaps()));
  }

  /** Puts together what the queries told of each table. */
  private static final class Assembly {
    private final ObjectReader.Objects objects;
    private final ColumnReader.Statistics statistics;
    private final Map<Long, Map<Integer, ColumnReader.Bare>> columns = new HashMap<>();
    private final Map<Long, Map<Integer, Identifier>> columnNames = new HashMap<>();
    private final Map<Long, List<TableReader.Keyed>> constraints;
    private final Map<Long, Identifier> constraintOfIndex = new HashMap<>();
    private final Map<Long, List<IndexReader.Bare>> indexes;

    Assembly(
        ObjectReader.Objects objects,
        List<ColumnReader.Bare> columns,
        List<TableReader.Keyed> constraints,
        List<IndexReader.Bare> indexes,
        ColumnReader.Statistics statistics) {
      this.objects = objects;
      this.statistics = statistics;
      for (var column : columns) {
        this.columns
            .computeIfAbsent(column.table(), _ -> new LinkedHashMap<>())
            .put(column.number(), column);
        columnNames
            .computeIfAbsent(column.table(), _ -> new HashMap<>())
            .put(column.number(), column.name());
      }
      this.constraints = grouped(constraints, TableReader.Keyed::table);
      constraints.forEach(c -> constraintOfIndex.put(c.index(), c.name()));
      this.indexes = grouped(indexes, IndexReader.Bare::table);
    }

    private static <T> Map<Long, List<T>> grouped(List<T> values, Function<T, Long> key) {
      return values.stream().collect(Collectors.groupingBy(key));
    }

    Table table(TableReader.Bare bare) {
      Map<String, List<ColumnStatistics>> known = statistics.of(bare.name());
      List<Column> itsColumns =
          columns.getOrDefault(bare.oid(), Map.of()).values().stream()
              .map(column -> column.with(known.getOrDefault(column.name().value(), List.of())))
              .toList();
      List<Constraint> itsConstraints =
          constraints.getOrDefault(bare.oid(), List.of()).stream()
              .map(constraint -> constraint.with(columnNames))
              .sorted(Comparator.comparing(Constraint::name))
              .toList();
      List<Index> itsIndexes =
          indexes.getOrDefault(bare.oid(), List.of()).stream()
              .map(index -> index(bare, index))
              .sorted(Comparator.comparing(Index::name))
              .toList();
      return new Table(
          bare.name(),
          bare.kind(),
          itsColumns,
          itsConstraints,
          itsIndexes,
          bare.pages(),
          withIndexScans(bare.activity(), itsIndexes),
          bare.inherits(),
          bare.partitionKey(),
          bare.partitionBound(),
          bare.options());
    }

    private Index index(TableReader.Bare table, IndexReader.Bare index) {
      return IndexReader.named(
          index,
          new IndexReader.Names(
              table.name(),
              columns.getOrDefault(table.oid(), Map.of()),
              objects.operatorClasses(),
              objects.collations(),
              objects.classOptions().getOrDefault(index.oid(), Map.of()),
              statistics.of(table.name().sibling(index.name())),
              Optional.ofNullable(constraintOfIndex.get(index.oid()))));
    }

    /** {@code pg_stat_all_tables} adds up the scans of the indexes as well. */
    private static TableActivity withIndexScans(TableActivity a, List<Index> indexes) {
      long scans = indexes.stream().mapToLong(Index::scans).sum();
      return new TableActivity(
          a.inserted(),
          a.updated(),
          a.hotUpdated(),
          a.deleted(),
          a.sequentialScans(),
          scans,
          a.liveRows(),
          a.deadRows(),
          a.lastAnalyze());
    }
  }
}
