package dev.trimtab.cache.postgres;

import dev.trimtab.cache.CacheException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes sure that the log says what the bindings need: server, tables, publication. Each refusal
 * has the statement that helps. Everything is checked before anything is created, because a table
 * in a publication that has no replica identity refuses UPDATE and DELETE from that moment on.
 */
final class DatabaseSetup {

  /** pgoutput, and {@code txid_current_snapshot} beside partitions, as we use them. */
  private static final int VERSION_MIN = 140_000;

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, c.relkind::text, c.relpersistence::text, c.relreplident::text,
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
             ARRAY(SELECT a.attname::text
                   FROM pg_index i
                        JOIN pg_attribute a ON a.attrelid = i.indrelid
                             AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                   WHERE i.indrelid = c.oid AND i.indisvalid
                     AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                             WHEN 'i' THEN i.indisreplident
                                             ELSE false END)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid IN (SELECT r.oid FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace
                      WHERE rn.nspname = ? AND r.relname = ?
                      UNION
                      SELECT p.relid
                      FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace,
                           pg_partition_tree(r.oid) p
                      WHERE rn.nspname = ? AND r.relname = ?)
      ORDER BY c.relkind = 'p' DESC, 1, 2
      """;

  private static final String PUBLICATION =
      """
      SELECT puballtables, pubinsert AND pubupdate AND pubdelete AND pubtruncate AND NOT pubviaroot
      FROM pg_publication WHERE pubname = ?
      """;

  /** A row filter or a list of columns (15 and newer) would keep changes from us. */
  private static final String PUBLISHED =
      """
      SELECT n.nspname, c.relname,
             coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs') IS NULL
      FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
           JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.pubname = ?
      """;

  private final DatabaseAddress address;
  private final InvalidationPlan plan;

  private DatabaseSetup(DatabaseAddress address, InvalidationPlan plan) {
    this.address = address;
    this.plan = plan;
  }

  static DatabaseSetup of(DatabaseAddress address, InvalidationPlan plan) {
    return new DatabaseSetup(address, plan);
  }

  /**
   * Checks everything and creates or extends our publication where that is allowed.
   *
   * @throws CacheException with {@code DATABASE_SETUP} and what helps
   * @throws SQLException if the server cannot be asked
   */
  void prepare() throws SQLException {
    try (Connection connection = address.connect()) {
      checkServer(connection);
      for (TableBinding binding : plan.bindings()) {
        checkTable(connection, binding);
      }
      publish(connection);
    }
  }

  private static void checkServer(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT current_setting('server_version_num')::int, pg_is_in_recovery(),
                       current_setting('wal_level')
                """)) {
      row.next();
      if (row.getInt(1) < VERSION_MIN) {
        throw refused("needs PostgreSQL 14 or newer, got server_version_num " + row.getInt(1));
      }
      if (row.getBoolean(2)) {
        throw refused("the server is a standby; give the address of the primary");
      }
      if (!row.getString(3).equals("logical")) {
        throw refused(
            "wal_level is %s and must be logical: ALTER SYSTEM SET wal_level = logical, then restart"
                .formatted(row.getString(3)));
      }
    }
  }

  private static void checkTable(Connection connection, TableBinding binding) throws SQLException {
    TableName name = binding.table();
    List<TableFacts> tables = tables(connection, name);
    if (tables.isEmpty()) {
      throw refused(
          "there is no table %s; names are as PostgreSQL stores them, in exact case"
              .formatted(name));
    }
    for (TableFacts table : tables) {
      table
          .problem(binding)
          .ifPresent(problem -> {
            throw refused(problem);
          });
    }
  }

  private static List<TableFacts> tables(Connection connection, TableName name)
      throws SQLException {
    var tables = new ArrayList<TableFacts>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.name());
      statement.setString(3, name.schema());
      statement.setString(4, name.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tables.add(
              new TableFacts(
                  new TableName(row.getString(1), row.getString(2)),
                  row.getString(3).charAt(0),
                  row.getString(4).charAt(0),
                  row.getString(5).charAt(0),
                  texts(row.getArray(6)),
                  texts(row.getArray(7))));
        }
      }
    }
    return tables;
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  /** Two nodes may do this at once; who comes second looks again. */
  private void publish(Connection connection) throws SQLException {
    if (isPublished(connection)) {
      return;
    }
    Set<TableName> missing = wanted();
    boolean isThere = publication(connection).isPresent();
    if (isThere) {
      missing.removeAll(published(connection));
    }
    String list = missing.stream().map(TableName::toSql).collect(Collectors.joining(", "));
    String name = TableName.quoted(plan.publication());
    String sql =
        isThere
            ? "ALTER PUBLICATION %s ADD TABLE %s".formatted(name, list)
            : "CREATE PUBLICATION %s FOR TABLE %s".formatted(name, list);
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (!isPublished(connection)) {
        throw refused(
            "could not publish the tables (%s); let their owner run: %s"
                .formatted(e.getMessage(), sql),
            e);
      }
    }
  }

  private boolean isPublished(Connection connection) throws SQLException {
    Optional<Boolean> allTables = publication(connection);
    return allTables.isPresent()
        && (allTables.get() || published(connection).containsAll(wanted()));
  }

  private Set<TableName> wanted() {
    return plan.bindings().stream()
        .map(TableBinding::table)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns whether our publication is one of all tables; empty if there is none. */
  private Optional<Boolean> publication(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUBLICATION)) {
      statement.setString(1, plan.publication());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        if (!row.getBoolean(2)) {
          throw refused(
              "publication %1$s leaves changes out: ALTER PUBLICATION %1$s SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)"
                  .formatted(TableName.quoted(plan.publication())));
        }
        return Optional.of(row.getBoolean(1));
      }
    }
  }

  private Set<TableName> published(Connection connection) throws SQLException {
    var tables = new HashSet<TableName>();
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHED)) {
      statement.setString(1, plan.publication());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          var table = new TableName(row.getString(1), row.getString(2));
          if (!row.getBoolean(3)) {
            throw refused(
                "publication %s has a row filter or a list of columns for %s, which keeps changes from us"
                    .formatted(plan.publication(), table));
          }
          tables.add(table);
        }
      }
    }
    return tables;
  }

  /**
   * Throws a failure of the replication connection as one to act on, if it is of that kind.
   *
   * @return the failure itself, if it is not
   */
  static SQLException explained(SQLException e, InvalidationPlan plan) {
    String code = Optional.ofNullable(e.getSQLState()).orElse("");
    return switch (code) {
      case "42501" ->
          throw refused(
              "the role may not replicate (%s): ALTER ROLE … REPLICATION".formatted(e.getMessage()),
              e);
      case "53400" ->
          throw refused(
              "no replication slot is free (%s); each node of %s takes one: raise max_replication_slots and restart the server"
                  .formatted(e.getMessage(), plan.name()),
              e);
      case "53300" ->
          throw refused(
              "no connection is free (%s); each node of %s takes one of max_wal_senders"
                  .formatted(e.getMessage(), plan.name()),
              e);
      default -> e;
    };
  }

  private static CacheException refused(String message) {
    return new CacheException(CacheException.Code.DATABASE_SETUP, message);
  }

  private static CacheException refused(String message, Throwable cause) {
    return new CacheException(CacheException.Code.DATABASE_SETUP, message, cause);
  }
}
