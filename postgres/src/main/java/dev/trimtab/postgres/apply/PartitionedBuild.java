package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds an index on a partitioned table, which {@code CREATE INDEX CONCURRENTLY} refuses: an empty
 * one on the parent only, one per partition concurrently, each attached (manual 5.12.2.2). The
 * parent's becomes valid with the last.
 */
final class PartitionedBuild {

  /** Runs one statement under the lock timeout. */
  @FunctionalInterface
  interface Runner {
    void run(String sql) throws SQLException;
  }

  private static final String PREFIX = "CREATE INDEX CONCURRENTLY ";

  private final Connection connection;
  private final Runner runner;

  PartitionedBuild(Connection connection, Runner runner) {
    this.connection = connection;
    this.runner = runner;
  }

  void build(Change change, String sql) throws SQLException {
    String name = change.index().toSql();
    String definition = sql.substring(PREFIX.length() + name.length());
    String onParent = " ON " + change.table().toSql();
    if (!sql.startsWith(PREFIX + name + onParent)) {
      throw new SQLException("not a statement of ours: " + sql, "0A000");
    }
    String rest = definition.substring(onParent.length());
    TableName parent = change.table().sibling(change.index());
    runner.run(
        "CREATE INDEX IF NOT EXISTS %s ON ONLY %s%s".formatted(name, change.table().toSql(), rest));
    int number = 0;
    for (TableName partition : leaves(change.table())) {
      number++;
      Identifier its = partName(change.index(), number);
      TableName qualified = partition.sibling(its);
      runner.run("DROP INDEX CONCURRENTLY IF EXISTS " + qualified.toSql());
      runner.run(PREFIX + its.toSql() + " ON " + partition.toSql() + rest);
      runner.run("ALTER INDEX %s ATTACH PARTITION %s".formatted(parent.toSql(), qualified.toSql()));
    }
  }

  private static Identifier partName(Identifier index, int number) {
    String suffix = "_p" + number;
    String base = index.value();
    while (base.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + suffix.length()
        > Identifier.MAX_BYTES) {
      base = base.substring(0, base.offsetByCodePoints(base.length(), -1));
    }
    return new Identifier(base + suffix);
  }

  private List<TableName> leaves(TableName table) throws SQLException {
    String sql =
        """
        SELECT n.nspname, c.relname FROM pg_partition_tree(to_regclass(?)) t
        JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE t.isleaf AND t.level = 1 ORDER BY 1, 2
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        var leaves = new ArrayList<TableName>();
        while (rows.next()) {
          leaves.add(TableName.of(rows.getString(1), rows.getString(2)));
        }
        return leaves;
      }
    }
  }
}
