package dev.trimtab.twin;

import dev.trimtab.core.advice.BtreeSize;
import dev.trimtab.core.advice.GinElements;
import dev.trimtab.core.advice.OtherIndexSize;
import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.explain.ExplainedPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Creates candidate indexes on the twin at the size they would really have.
 *
 * <p>The build itself sees only a table's end rows: the heap is cut to its first page before, and
 * gets its size back after, because a build would read the holes.
 */
final class CandidateBuilder {

  /** From this correlation on, equal keys lie on few pages and ANALYZE under-counts them. */
  private static final double CLUSTERED = 0.9;

  private final Twin twin;
  private final Sql sql;
  private final Map<String, Double> estimates = new HashMap<>();
  private final Map<String, Double> expressionBytes = new HashMap<>();

  CandidateBuilder(Twin twin) {
    this.twin = twin;
    this.sql = twin.sql();
  }

  /**
   * An index made.
   *
   * @param oids its own, and those of its partitions
   * @param names theirs, as plans show them
   * @param pages of all of them
   */
  record Built(List<Long> oids, List<String> names, long pages, double entries) {}

  /**
   * Creates the index, invisible to the planner.
   *
   * @throws SQLException if the server refuses it
   */
  Built build(Identifier name, IndexDefinition definition) throws SQLException {
    List<Heap> heaps = heaps(definition.table());
    try {
      heaps.forEach(heap -> twin.files().resize(heap.path(), heap.hasEndRows() ? 1 : 0));
      sql.tryExecute("CREATE INDEX %s %s".formatted(name.toSql(), definition.toSql()));
      measureExpressions(definition);
    } finally {
      heaps.forEach(heap -> twin.files().resize(heap.path(), heap.pages().onDisk()));
    }
    long root =
        sql.query(
                "SELECT to_regclass(?)::oid",
                row -> row.getLong(1),
                definition.table().sibling(name).toSql())
            .getFirst();
    List<Long> oids = tree(root);
    String all = oids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    // Hidden before anything is planned: a look at the index would bring its pages into the
    // buffers,
    // and what is written to its file afterwards would not be seen.
    sql.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (%s)".formatted(all));
    var sizes = new SizeUpdate(sql);
    heaps.forEach(heap -> sizes.add(heap.oid(), heap.pages()));
    long pages = 0;
    double entries = 0;
    for (IndexFacts facts : IndexFacts.read(sql, oids)) {
      if (!facts.path().isEmpty()) {
        Size size = model(facts, definition, false);
        if (facts.method().equals("btree")) {
          twin.files().raise(facts.path(), size.height());
        }
        twin.files().resize(facts.path(), Math.max(size.pages(), size.pagesMin()));
        sizes.add(facts.oid(), new Pages(size.pages(), size.pages(), size.entries(), 0));
        pages += size.pages();
        entries += size.entries();
      }
    }
    sql.execute(sizes.toSql());
    List<String> names =
        sql.query(
            "SELECT relname FROM pg_class WHERE oid IN (%s)".formatted(all), r -> r.getString(1));
    return new Built(oids, names, pages, entries);
  }

  /** Returns an index and, if it is partitioned, those of its partitions. */
  List<Long> tree(long index) {
    return sql.query(
        """
        WITH RECURSIVE tree(oid) AS (
          SELECT ?::oid UNION ALL
          SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid)
        SELECT oid FROM tree
        """,
        row -> row.getLong(1),
        index);
  }

  /** No statistics say how wide an expression is, but the end rows can be asked. */
  private void measureExpressions(IndexDefinition definition) throws SQLException {
    for (IndexKey key : definition.keys()) {
      if (key.column().isEmpty() && !expressionBytes.containsKey(bytesKey(definition, key))) {
        String mean =
            "SELECT coalesce(avg(pg_column_size(%s)), 0) FROM %s"
                .formatted(key.sql(), definition.table().toSql());
        double bytes = Double.parseDouble(sql.text(mean));
        if (bytes > 0) {
          expressionBytes.put(bytesKey(definition, key), bytes);
        }
      }
    }
  }

  private static String bytesKey(IndexDefinition definition, IndexKey key) {
    return definition.table().toSql() + " " + key.sql();
  }

  private List<BtreeSize.ColumnWidth> withExpressions(
      IndexDefinition definition, IndexFacts facts) {
    var keys = new ArrayList<>(facts.keys());
    for (int i = 0; i < Math.min(keys.size(), definition.keys().size()); i++) {
      BtreeSize.ColumnWidth width = keys.get(i);
      Double bytes = expressionBytes.get(bytesKey(definition, definition.keys().get(i)));
      if (bytes != null && width.isVariable()) {
        // A value that was just computed has a header of four bytes; stored short, of one.
        keys.set(
            i,
            new BtreeSize.ColumnWidth(
                Math.max(1, bytes - 3), width.alignment(), true, width.nullFraction()));
      }
    }
    return keys;
  }

  private record Heap(long oid, String path, Pages pages, boolean hasEndRows) {}

  /** The files behind a table: its own, or those of its partitions. */
  private List<Heap> heaps(TableName table) {
    var heaps = new ArrayList<Heap>();
    collect(table, heaps);
    return heaps;
  }

  private void collect(TableName name, List<Heap> heaps) {
    Optional<Table> table = twin.snapshot().findTable(name);
    Optional<Twin.Relation> relation = twin.findRelation(name);
    if (table.isPresent() && relation.isPresent() && !relation.get().path().isEmpty()) {
      boolean hasRows = twin.hasEndRows(name);
      heaps.add(
          new Heap(relation.get().oid(), relation.get().path(), table.get().pages(), hasRows));
    }
    twin.snapshot().tables().stream()
        .filter(child -> child.partitionBound().isPresent() && child.inherits().contains(name))
        .forEach(child -> collect(child.name(), heaps));
  }

  /** What the model says of an index. */
  record Size(long pages, int height, double entries, long pagesMin) {}

  Size model(long oid, IndexDefinition definition, boolean isUnique) {
    return model(IndexFacts.read(sql, List.of(oid)).getFirst(), definition, isUnique);
  }

  private Size model(IndexFacts facts, IndexDefinition definition, boolean isUnique) {
    TableName table = heapOf(facts.oid());
    double rows = twin.snapshot().findTable(table).map(t -> t.pages().estimatedRows()).orElse(0.0);
    double entries =
        definition
            .predicate()
            .map(p -> Math.min(rows, estimate("SELECT 1 FROM " + table.toSql() + " WHERE " + p)))
            .orElse(rows);
    if (!facts.method().equals("btree")) {
      long heapPages = twin.snapshot().findTable(table).map(t -> t.pages().onDisk()).orElse(0L);
      long pages =
          OtherIndexSize.pages(
              facts.method(),
              entries,
              heapPages,
              facts.keys(),
              twin.snapshot()
                  .findTable(table)
                  .map(its -> GinElements.perRow(definition, its))
                  .orElse(GinElements.UNKNOWN));
      return new Size(pages, 0, entries, 1);
    }
    List<BtreeSize.ColumnWidth> keys = withExpressions(definition, facts);
    double groups = isUnique ? entries : groups(definition, table, entries);
    var size =
        BtreeSize.of(
            new BtreeSize.Content(
                entries,
                groups,
                keys,
                facts.include(),
                twin.files().deduplicates(facts.path()),
                facts.fillFactor()));
    return new Size(size.pages(), size.height(), entries, size.height() + 2L);
  }

  private TableName heapOf(long index) {
    return sql.query(
            """
            SELECT n.nspname, c.relname FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indexrelid = ?
            """,
            row -> TableName.of(row.getString(1), row.getString(2)),
            index)
        .getFirst();
  }

  /**
   * How many different keys there are: the planner's own estimate of a GROUP BY, and at least as
   * many as a foreign key lets us expect where ANALYZE is known to count too few.
   */
  private double groups(IndexDefinition definition, TableName table, double entries) {
    String keys = definition.keys().stream().map(IndexKey::sql).collect(Collectors.joining(", "));
    String where = definition.predicate().map(" WHERE "::concat).orElse("");
    double estimated = estimate("SELECT 1 FROM " + table.toSql() + where + " GROUP BY " + keys);
    if (definition.keys().size() > 1) {
      // For several columns of a table the planner never expects more than a tenth of the rows.
      double combinations =
          definition.keys().stream()
              .mapToDouble(
                  k -> estimate("SELECT 1 FROM " + table.toSql() + where + " GROUP BY " + k.sql()))
              .reduce(1, (one, other) -> one * other);
      estimated = Math.max(estimated, combinations * -Math.expm1(-entries / combinations));
    }
    double bound =
        definition.keys().stream()
            .flatMap(key -> key.column().stream())
            .mapToDouble(column -> distinctByForeignKey(table, column, entries))
            .max()
            .orElse(0);
    return Math.clamp(Math.max(estimated, bound), 1, Math.max(1, entries));
  }

  /**
   * A clustered column that refers to a table of R keys: N references drawn at random meet {@code R
   * (1 - exp(-N/R))} of them. ANALYZE samples whole pages, sees the same few keys again and again
   * there, and counts far fewer.
   */
  private double distinctByForeignKey(TableName name, Identifier column, double entries) {
    Optional<Table> table = twin.snapshot().findTable(name);
    Optional<ColumnStatistics> statistics =
        table.flatMap(t -> t.findColumn(column)).flatMap(Column::widestStatistics);
    boolean isClustered =
        statistics
            .flatMap(ColumnStatistics::correlation)
            .filter(c -> Math.abs(c) > CLUSTERED)
            .isPresent();
    if (!isClustered || table.isEmpty()) {
      return 0;
    }
    double references = entries * (1 - statistics.map(ColumnStatistics::nullFraction).orElse(0.0));
    return table.get().constraints().stream()
        .filter(c -> c.kind() == Constraint.Kind.FOREIGN_KEY && c.columns().equals(List.of(column)))
        .flatMap(c -> c.references().stream())
        .flatMap(referenced -> twin.snapshot().findTable(referenced).stream())
        .mapToDouble(t -> t.pages().estimatedRows())
        .filter(keys -> keys > 0)
        .map(keys -> keys * -Math.expm1(-references / keys))
        .max()
        .orElse(0);
  }

  /** Rows the planner expects of a query of ours. */
  private double estimate(String query) {
    return estimates.computeIfAbsent(
        query, text -> ExplainedPlan.rows(sql.text("EXPLAIN (FORMAT JSON) " + text)));
  }
}
