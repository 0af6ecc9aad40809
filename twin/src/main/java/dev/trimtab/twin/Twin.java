package dev.trimtab.twin;

import dev.trimtab.core.advice.BtreeSize;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ServerMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A PostgreSQL that plans like the observed one and has none of its rows.
 *
 * <p>It has the schema, the statistics, the sizes and the planner's settings of a {@link Snapshot};
 * relation files are holes. See {@link RelationFiles} for what the planner asks of files, {@link
 * EndRows} for what it asks of indexes.
 *
 * <p>One session, not thread-safe. Closing it stops the server and deletes its files.
 */
public final class Twin implements AutoCloseable {

  private static final String DATABASE = "twin";

  /** Nothing here has to survive a crash, and nothing may move under our feet. */
  private static final Map<String, String> SERVER_SETTINGS =
      Map.ofEntries(
          Map.entry("fsync", "off"),
          Map.entry("synchronous_commit", "off"),
          Map.entry("full_page_writes", "off"),
          Map.entry("wal_level", "minimal"),
          // Else small new indexes would be read into the buffers to be logged at commit.
          Map.entry("wal_skip_threshold", "0"),
          Map.entry("max_wal_senders", "0"),
          Map.entry("autovacuum", "off"),
          Map.entry("shared_buffers", "64MB"),
          Map.entry("max_connections", "10"),
          Map.entry("log_min_messages", "fatal"),
          Map.entry("max_parallel_maintenance_workers", "0"),
          Map.entry("checkpoint_timeout", "1d"),
          Map.entry("max_wal_size", "1GB"));

  private final EmbeddedServer server;
  private final Sql sql;
  private final RelationFiles files;
  private final Snapshot snapshot;
  private final List<String> gaps;
  private final Map<TableName, Relation> relations = new HashMap<>();
  private final Set<TableName> withEndRows = new HashSet<>();

  private Twin(EmbeddedServer server, Sql sql, Snapshot snapshot, List<String> gaps) {
    this.server = server;
    this.sql = sql;
    this.files = new RelationFiles(server.dataDirectory());
    this.snapshot = snapshot;
    this.gaps = gaps;
  }

  /** A relation of the twin: its oid and where its file is. */
  record Relation(long oid, String path) {}

  /** Starts a twin on the newest bundled server, or on the target's own major if it is bundled. */
  public static Twin start(Snapshot snapshot) {
    return start(
        snapshot, ServerHome.findBundled(snapshot.server().major()).orElseGet(ServerHome::bundled));
  }

  /** Starts a twin on a given server. */
  public static Twin start(Snapshot snapshot, ServerHome home) {
    EmbeddedServer server = EmbeddedServer.start(home, SERVER_SETTINGS);
    try {
      var gaps = new ArrayList<String>();
      createDatabase(server, snapshot, gaps);
      var twin =
          new Twin(server, new Sql(server.connect(DATABASE, sessionProperties())), snapshot, gaps);
      twin.load(
          home.major() >= 18 ? StatisticsLoader.Route.FUNCTIONS : StatisticsLoader.Route.CATALOG);
      return twin;
    } catch (SQLException e) {
      server.close();
      throw new IllegalStateException("the twin could not be reached", e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static Properties sessionProperties() {
    var properties = new Properties();
    // Several statements per round trip, and no statement of ours prepared behind our back.
    properties.setProperty("preferQueryMode", "simple");
    return properties;
  }

  private static void createDatabase(EmbeddedServer server, Snapshot snapshot, List<String> gaps)
      throws SQLException {
    try (Connection connection = server.connect("postgres", new Properties())) {
      var admin = new Sql(connection);
      String collation = snapshot.server().collation();
      String locale = Literals.quote(collation);
      try {
        admin.tryExecute(
            "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE %s LC_CTYPE %s"
                .formatted(DATABASE, locale, locale));
      } catch (SQLException e) {
        gaps.add(
            "collation %s: this machine does not have it, so text is compared by bytes"
                .formatted(collation));
        admin.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  private void load(StatisticsLoader.Route route) {
    gaps.addAll(new SchemaLoader(sql, snapshot).load());
    addEndRows();
    readRelations();
    gaps.addAll(new StatisticsLoader(sql, route).load(snapshot));
    restoreSizes();
    restoreSettings();
    sql.execute("SET search_path = " + searchPath());
  }

  private void addEndRows() {
    var endRows = new EndRows(sql);
    sql.execute("SET session_replication_role = replica");
    for (Table table : snapshot.tables()) {
      if (endRows.add(table)) {
        withEndRows.add(table.name());
      }
      if (!table.indexes().isEmpty() && table.kind() != Table.Kind.PARTITIONED) {
        // Built again, indexes are on disk and not in the buffers, where we could not change them;
        // rows that were refused have been there, too.
        reindex(table);
      }
    }
    sql.execute("RESET session_replication_role");
  }

  private void reindex(Table table) {
    try {
      sql.tryExecute("REINDEX TABLE " + table.name().toSql());
    } catch (SQLException e) {
      gaps.add("indexes of %s: %s".formatted(table.name(), ServerMessage.of(e)));
    }
  }

  private record NamedRelation(TableName name, Relation relation) {}

  void readRelations() {
    relations.clear();
    sql.query(
            """
            SELECT n.nspname, c.relname, c.oid, coalesce(pg_relation_filepath(c.oid), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'i', 'p', 'I', 'm')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            """,
            row ->
                new NamedRelation(
                    TableName.of(row.getString(1), row.getString(2)),
                    new Relation(row.getLong(3), row.getString(4))))
        .forEach(named -> relations.put(named.name(), named.relation()));
  }

  private void restoreSizes() {
    var sizes = new SizeUpdate(sql);
    var indexes = new HashMap<Long, Pages>();
    for (Table table : snapshot.tables()) {
      Relation relation = relations.get(table.name());
      if (relation == null) {
        continue;
      }
      sizes.add(relation.oid(), table.pages());
      if (!relation.path().isEmpty()) {
        files.resize(relation.path(), table.pages().onDisk());
      }
      for (Index index : table.indexes()) {
        Relation its = relations.get(index.qualifiedName());
        if (its != null) {
          sizes.add(its.oid(), index.pages());
          indexes.put(its.oid(), index.pages());
        }
      }
    }
    for (IndexFacts facts : IndexFacts.read(sql, List.copyOf(indexes.keySet()))) {
      Pages pages = indexes.get(facts.oid());
      if (pages != null && !facts.path().isEmpty()) {
        if (facts.method().equals("btree")) {
          files.raise(facts.path(), BtreeSize.heightOf(pages.onDisk(), facts.keys()));
        }
        files.resize(facts.path(), Math.max(1, pages.onDisk()));
      }
    }
    sizes.run();
  }

  private void restoreSettings() {
    for (var setting : snapshot.settings()) {
      sql.query(
          """
          SELECT set_config(name, ?, false) FROM pg_settings
          WHERE name = ? AND context IN ('user', 'superuser')
            AND (category LIKE 'Query Tuning%' OR name = ANY (?))
            AND name <> 'plan_cache_mode' AND setting <> ?
          """,
          row -> row.getString(1),
          setting.value(),
          setting.name(),
          PLANNER_SETTINGS,
          setting.value());
    }
  }

  /** What changes plans or the meaning of statements and is not in a "Query Tuning" category. */
  private static final String[] PLANNER_SETTINGS = {
    "work_mem",
    "hash_mem_multiplier",
    "max_parallel_workers",
    "max_parallel_workers_per_gather",
    "parallel_leader_participation",
    "effective_io_concurrency",
    "TimeZone",
    "DateStyle",
    "IntervalStyle",
    "default_text_search_config",
    "array_nulls",
    "transform_null_equals"
  };

  private String searchPath() {
    var path = new ArrayList<String>();
    snapshot.server().searchPath().forEach(schema -> path.add(schema.toSql()));
    return path.isEmpty() ? "public" : String.join(", ", path);
  }

  /** Returns what the twin lacks, by name, and why: one sentence each. */
  public List<String> gaps() {
    return List.copyOf(gaps);
  }

  /** Returns the version of the server the twin runs on, such as {@code 18.6}. */
  public String serverVersion() {
    return server.home().version();
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Sql sql() {
    return sql;
  }

  RelationFiles files() {
    return files;
  }

  /** Returns whether the table has its first and last row. */
  boolean hasEndRows(TableName table) {
    return withEndRows.contains(table);
  }

  Optional<Relation> findRelation(TableName name) {
    return Optional.ofNullable(relations.get(name));
  }

  @Override
  public void close() {
    try {
      sql.connection().close();
    } catch (SQLException e) {
      // The server is about to be stopped anyway.
    } finally {
      server.close();
    }
  }
}
