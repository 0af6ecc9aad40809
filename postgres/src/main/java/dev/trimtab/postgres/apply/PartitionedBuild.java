package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.SqlScanner;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds an index on a partitioned table, which {@code CREATE INDEX CONCURRENTLY} refuses: first
 * one per partition, concurrently; then an empty one per partitioned table; then they are attached
 * (manual 5.12.2.2), and the topmost becomes valid with the last.
 *
 * <p>In this order everything that takes long, and so everything that is likely to fail, happens
 * while the parts are indexes of their own, which can be dropped one by one and concurrently. The
 * index of the parent could not: dropping it locks all partitions at once.
 */
final class PartitionedBuild {

  /** How single statements are run. */
  interface Runner {

    /** Runs a statement under the lock timeout. */
    void run(String sql) throws SQLException;

    /** Runs a concurrent build or drop on a table, once nobody is in its way. */
    void runConcurrently(TableName table, Blockers.Work work, String sql) throws SQLException;
  }

  private static final String PREFIX = "CREATE INDEX CONCURRENTLY ";
  private static final Pattern PART = Pattern.compile("_p([0-9]{1,9})$");

  private static final String TREE =
      """
      SELECT /* trimtab */ c.oid, n.nspname, c.relname, t.isleaf AND c.relkind <> 'p' AS is_leaf,
             t.parentrelid::oid AS parent
      FROM pg_partition_tree(to_regclass(?)) t
      JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      ORDER BY t.level, n.nspname, c.relname
      """;

  /** Indexes of the partitions that belong to no index of the parent. */
  private static final String LOOSE =
      """
      SELECT /* trimtab */ i.indrelid, ic.relname FROM pg_index i
      JOIN pg_class ic ON ic.oid = i.indexrelid AND NOT ic.relispartition
      WHERE i.indrelid IN (SELECT relid FROM pg_partition_tree(to_regclass(?)))
      """;

  private final Connection connection;
  private final Runner runner;

  PartitionedBuild(Connection connection, Runner runner) {
    this.connection = connection;
    this.runner = runner;
  }

  /** A table of the tree; {@code parent} is the oid of the one above it. */
  private record Node(long oid, TableName name, boolean isLeaf, long parent) {}

  void build(Change change, String sql) throws SQLException {
    String rest = definition(sql);
    dropParts(change.table(), change.index());
    List<Node> tree = tree(change.table());
    Map<Long, TableName> indexes = new HashMap<>();
    for (int i = 0; i < tree.size(); i++) {
      Node node = tree.get(i);
      Identifier name = i == 0 ? change.index() : partName(change.index(), i);
      indexes.put(node.oid(), node.name().sibling(name));
      if (node.isLeaf()) {
        runner.runConcurrently(
            node.name(),
            Blockers.Work.BUILD,
            "%s%s ON %s%s".formatted(PREFIX, name.toSql(), node.name().toSql(), rest));
      }
    }
    for (Node node : tree) {
      if (!node.isLeaf()) {
        String name = indexOf(indexes, node.oid()).name().toSql();
        runner.run("CREATE INDEX %s ON ONLY %s%s".formatted(name, node.name().toSql(), rest));
      }
    }
    for (Node node : tree.subList(1, tree.size()).reversed()) {
      runner.run(
          "ALTER INDEX %s ATTACH PARTITION %s"
              .formatted(
                  indexOf(indexes, node.parent()).toSql(), indexOf(indexes, node.oid()).toSql()));
    }
  }

  /**
   * What follows the table's name. The server's own text of an index, which a drop is taken back
   * with, says {@code ON ONLY} and quotes names only where it must; but it always says {@code
   * USING}, as ours does.
   */
  static String definition(String sql) throws SQLException {
    if (!sql.startsWith(PREFIX)) {
      throw new SQLException("on a partitioned table only an ordinary index is built", "0A000");
    }
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      if (token.kind() == SqlScanner.Kind.WORD && token.text().equals("USING")) {
        return " " + sql.substring(token.start());
      }
    }
    throw new SQLException("a statement that does not say what kind of index it builds", "0A000");
  }

  private static TableName indexOf(Map<Long, TableName> indexes, long table) {
    return Optional.ofNullable(indexes.get(table))
        .orElseThrow(() -> new IllegalStateException("a partition outside of its tree: " + table));
  }

  /** Drops what a build that did not end has left on the partitions. */
  void dropParts(TableName table, Identifier of) throws SQLException {
    Map<Long, Node> nodes = new HashMap<>();
    tree(table).forEach(node -> nodes.put(node.oid(), node));
    for (Part part : loose(table)) {
      Node node = nodes.get(part.table());
      if (node != null && isPart(of, part.index())) {
        String index = node.name().sibling(part.index()).toSql();
        if (node.isLeaf()) {
          runner.runConcurrently(
              node.name(), Blockers.Work.DROP, "DROP INDEX CONCURRENTLY IF EXISTS " + index);
        } else {
          runner.run("DROP INDEX IF EXISTS " + index);
        }
      }
    }
  }

  private static boolean isPart(Identifier index, Identifier candidate) {
    Matcher number = PART.matcher(candidate.value());
    return number.find() && partName(index, Integer.parseInt(number.group(1))).equals(candidate);
  }

  static Identifier partName(Identifier index, int number) {
    String suffix = "_p" + number;
    String base = index.value();
    while (base.getBytes(StandardCharsets.UTF_8).length + suffix.length() > Identifier.MAX_BYTES) {
      base = base.substring(0, base.offsetByCodePoints(base.length(), -1));
    }
    return new Identifier(base + suffix);
  }

  private List<Node> tree(TableName table) throws SQLException {
    try (var select = connection.prepareStatement(TREE)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        var nodes = new ArrayList<Node>();
        while (rows.next()) {
          nodes.add(
              new Node(
                  rows.getLong("oid"),
                  TableName.of(rows.getString("nspname"), rows.getString("relname")),
                  rows.getBoolean("is_leaf"),
                  rows.getLong("parent")));
        }
        return nodes;
      }
    }
  }

  private record Part(long table, Identifier index) {}

  private List<Part> loose(TableName table) throws SQLException {
    try (var select = connection.prepareStatement(LOOSE)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        var parts = new ArrayList<Part>();
        while (rows.next()) {
          parts.add(new Part(rows.getLong(1), new Identifier(rows.getString(2))));
        }
        return parts;
      }
    }
  }
}
