package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObserverIT {

  private static final TableName ORDERS = TableName.of("shop", "Orders");
  private static final TableName CUSTOMERS = TableName.of("shop", "customers");

  private static final TestPostgres SERVER = TestPostgres.newest();
  private static String database = "";
  private static Snapshot shop;

  @BeforeAll
  static void observeTheShop() throws Exception {
    database = Shop.create(SERVER);
    SERVER.execute(database, "SELECT count(*) FROM shop.customers WHERE name = 'x'");
    try (var connection = SERVER.connect(database)) {
      Observer.observe(connection);
      shop = Observer.observe(connection);
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  private static Table table(TableName name) {
    return shop.findTable(name).orElseThrow();
  }

  private static Index index(String name) {
    return table(ORDERS).findIndex(new Identifier(name)).orElseThrow();
  }

  @Test
  void knowsTheServer() {
    assertThat(shop.server().major()).isEqualTo(18);
    assertThat(shop.server().database()).isEqualTo(database);
    assertThat(shop.server().searchPath()).containsExactly(new Identifier("public"));
    assertThat(shop.server().hasExtension("pg_trgm")).isTrue();
    assertThat(shop.server().databaseBytes()).isPresent();
    assertThat(shop.setting("random_page_cost")).contains("4");
    assertThat(shop.setting("search_path")).contains("\"$user\", public");
    assertThat(shop.setting("jit")).contains("on");
    assertThat(shop.setting("block_size")).contains("8192");
    assertThat(shop.gaps()).isEmpty();
  }

  @Test
  void leavesOutWhatIsNotTheUsers() {
    assertThat(shop.tables())
        .extracting(table -> table.name().toString())
        .containsExactly(
            "shop.Orders",
            "shop.customers",
            "shop.events",
            "shop.events_2024",
            "shop.events_rest",
            "shop.totals");
    assertThat(shop.views())
        .extracting(view -> view.name().toString())
        .containsExactly("shop.open_orders");
    assertThat(shop.functions()).extracting(f -> f.name().toString()).containsExactly("shop.shout");
  }

  @Test
  void writesTypesAsTheStatementsThatMakeThem() {
    assertThat(shop.types())
        .extracting(type -> type.definition())
        .containsExactly(
            "CREATE TYPE shop.state AS ENUM ('open', 'packed', 'paid', 'it''s gone')",
            "CREATE DOMAIN shop.email AS text COLLATE pg_catalog.\"C\" NOT NULL"
                + " CONSTRAINT email_check CHECK ((VALUE ~~ '%@%'::text))",
            "CREATE TYPE shop.address AS (street text, \"Zip\" character varying(10))",
            "CREATE TYPE shop.price_range AS RANGE (subtype = numeric)");
  }

  @Test
  void describesColumns() {
    assertThat(table(CUSTOMERS).columns())
        .extracting(Column::generation)
        .startsWith(
            Column.Generation.IDENTITY_ALWAYS,
            Column.Generation.NONE,
            Column.Generation.NONE,
            Column.Generation.STORED);
    var name = table(CUSTOMERS).findColumn(new Identifier("name")).orElseThrow();
    assertThat(name.collation()).contains("\"C\"");
    assertThat(name.statistics().getFirst().distinct()).isEqualTo(50);
    assertThat(name.statistics().getFirst().mostCommonFrequencies()).isNotEmpty();
    assertThat(table(ORDERS).columns())
        .extracting(Column::number)
        .containsExactly(1, 2, 4, 5, 6, 7);
    assertThat(table(ORDERS).findColumn(new Identifier("state")).orElseThrow().type())
        .isEqualTo("shop.state");
  }

  @Test
  void knowsRowsOfItsOwnBeforeThoseOfPartitions() {
    var at = table(TableName.of("shop", "events")).findColumn(new Identifier("at")).orElseThrow();
    assertThat(at.statistics()).hasSize(1);
    assertThat(at.widestStatistics().orElseThrow().inherited()).isTrue();
  }

  @Test
  void describesPartitions() {
    assertThat(table(TableName.of("shop", "events")).partitionKey()).contains("RANGE (at)");
    var child = table(TableName.of("shop", "events_2024"));
    assertThat(child.partitionBound().orElseThrow()).startsWith("FOR VALUES FROM ('2024-01-01");
    assertThat(child.inherits()).containsExactly(TableName.of("shop", "events"));
    assertThat(child.indexes()).hasSize(1);
  }

  @Test
  void readsEveryKindOfIndexKey() {
    assertThat(index("by_state").definition().toSql())
        .isEqualTo(
            "ON \"shop\".\"Orders\" USING btree (\"state\", \"id\" DESC NULLS LAST)"
                + " INCLUDE (\"total\") WHERE (state = 'open'::shop.state)");
    assertThat(index("by_note").definition().keys().getFirst().operatorClass())
        .contains("public.gin_trgm_ops");
    assertThat(index("by_note_prefix").definition().keys())
        .extracting(IndexKey::toSql)
        .containsExactly("\"note\" text_pattern_ops", "\"customer\" DESC");
    assertThat(index("by_expression").definition().keys())
        .extracting(IndexKey::toSql)
        .containsExactly("(customer + 1)", "(lower(note)) COLLATE \"C\"", "(total * 2::numeric)");
    assertThat(index("by_siglen").definition().keys())
        .extracting(IndexKey::toSql)
        .containsExactly("\"note\" public.gist_trgm_ops (siglen = '32')");
    assertThat(table(CUSTOMERS).findIndex(new Identifier("by_name")).orElseThrow().definition())
        .hasToString("ON \"shop\".\"customers\" USING btree (\"name\" COLLATE \"POSIX\")");
  }

  @Test
  void keepsTheStatisticsOfExpressions() {
    var statistics = index("by_expression").keyStatistics();
    assertThat(statistics).hasSize(3);
    assertThat(statistics.get(0).orElseThrow().distinct()).isNotZero();
    assertThat(statistics.get(1).orElseThrow().distinct()).isEqualTo(100);
    assertThat(index("by_state").keyStatistics()).allSatisfy(s -> assertThat(s).isEmpty());
  }

  @Test
  void everyDefinitionBuildsTheIndexAgain() {
    for (Table table : shop.tables()) {
      for (Index index : table.indexes()) {
        if (index.constraint().isEmpty()) {
          SERVER.execute(database, "CREATE INDEX again " + index.definition().toSql());
          SERVER.execute(
              database,
              "DROP INDEX " + index.qualifiedName().sibling(new Identifier("again")).toSql());
        }
      }
    }
  }

  @Test
  void tellsConstraintsAndTheirIndexes() {
    assertThat(index("Orders_pkey").constraint()).contains(new Identifier("Orders_pkey"));
    assertThat(table(ORDERS).constraints())
        .extracting(Constraint::kind)
        .contains(
            Constraint.Kind.PRIMARY_KEY,
            Constraint.Kind.FOREIGN_KEY,
            Constraint.Kind.CHECK,
            Constraint.Kind.NOT_NULL);
    var reference =
        table(ORDERS).constraints().stream()
            .filter(c -> c.kind() == Constraint.Kind.FOREIGN_KEY)
            .findFirst()
            .orElseThrow();
    assertThat(reference.references()).contains(CUSTOMERS);
    assertThat(reference.referencedColumns()).containsExactly(new Identifier("id"));
  }

  @Test
  void countsRowsAndPages() {
    assertThat(table(ORDERS).pages().rows()).isEqualTo(5000);
    assertThat(table(ORDERS).pages().onDisk()).isEqualTo(table(ORDERS).pages().counted());
    assertThat(table(ORDERS).activity().inserted()).isEqualTo(5000);
    assertThat(table(ORDERS).options()).containsExactly("fillfactor=90");
    assertThat(shop.extendedStatistics().getFirst().table()).isEqualTo(ORDERS);
  }

  @Test
  void seesStatementsOnRowsOnly() {
    assertThat(shop.statements())
        .extracting(StatementStats::text)
        .contains("SELECT count(*) FROM shop.customers WHERE name = $1")
        .noneMatch(text -> text.startsWith("CREATE"))
        .noneMatch(text -> text.contains("pg_constraint"));
  }

  @Test
  void sendsNoMoreStatementsThanPromised() throws Exception {
    SERVER.execute(database, "CREATE ROLE counted SUPERUSER LOGIN");
    try (var counted = DriverManager.getConnection(SERVER.url(database, "counted"));
        var reader = SERVER.connect(database);
        var statement = reader.createStatement()) {
      statement.execute("SELECT pg_stat_statements_reset(userid) FROM pg_stat_statements LIMIT 1");
      statement.execute("SELECT pg_stat_statements_reset('counted'::regrole)");
      Observer.observe(counted);
      try (var rows =
          statement.executeQuery(
              "SELECT sum(calls) FROM pg_stat_statements WHERE userid = 'counted'::regrole"
                  + " AND toplevel")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isBetween(8, Observer.STATEMENTS_MAX);
      }
    }
  }

  @Test
  void saysWhatARoleWithoutRightsCannotSee() throws Exception {
    SERVER.execute(database, "CREATE ROLE visitor LOGIN");
    try (var connection = DriverManager.getConnection(SERVER.url(database, "visitor"))) {
      Snapshot seen = Observer.observe(connection);
      assertThat(seen.tables()).hasSameSizeAs(shop.tables());
      assertThat(seen.gaps())
          .anySatisfy(gap ->
              assertThat(gap)
                  .contains("6 tables", "shop.Orders", "GRANT pg_read_all_data TO visitor"))
          .anySatisfy(gap -> assertThat(gap).contains("GRANT pg_read_all_stats TO visitor"));
    }
  }

  /** SELECT on all tables is not enough to see them. */
  @Test
  void saysWhichStatisticsOfExpressionsAreHidden() throws Exception {
    SERVER.execute(
        database,
        "CREATE ROLE plain_reader LOGIN; GRANT pg_monitor TO plain_reader;"
            + " GRANT USAGE ON SCHEMA shop TO plain_reader;"
            + " GRANT SELECT ON ALL TABLES IN SCHEMA shop TO plain_reader");
    try (var connection = DriverManager.getConnection(SERVER.url(database, "plain_reader"))) {
      assertThat(Observer.observe(connection).gaps())
          .singleElement()
          .asString()
          .contains("1 index are hidden", "by_expression", "GRANT pg_read_all_data");
    }
  }

  @Test
  void saysHowToGetStatements() throws Exception {
    try (var connection = SERVER.connect(SERVER.createDatabase())) {
      assertThat(Observer.observe(connection).gaps())
          .singleElement()
          .asString()
          .contains("CREATE EXTENSION pg_stat_statements");
    }
  }

  @Test
  void doesNotWaitForALockedTable() throws Exception {
    try (var owner = SERVER.connect(database);
        var connection = SERVER.connect(database)) {
      owner.setAutoCommit(false);
      owner.createStatement().execute("LOCK TABLE shop.customers, shop.\"Orders\"");
      Snapshot seen = Observer.observe(connection);
      assertThat(seen.gaps())
          .anySatisfy(gap -> assertThat(gap).contains("2 tables", "shop.customers"))
          .anySatisfy(gap -> assertThat(gap).contains("1 view", "shop.open_orders"));
      assertThat(seen.tables())
          .extracting(Table::name)
          .hasSize(shop.tables().size() - 2)
          .doesNotContain(ORDERS, CUSTOMERS);
      owner.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17})
  void observesOlderServersAsWell(int major) throws Exception {
    var server = TestPostgres.major(major);
    String older = server.createDatabase();
    server.execute(older, Shop.SCHEMA);
    try (var connection = server.connect(older)) {
      Snapshot seen = Observer.observe(connection);
      assertThat(seen.server().major()).isEqualTo(major);
      assertThat(seen.gaps()).isEmpty();
      assertThat(seen.tables()).hasSameSizeAs(shop.tables());
      assertThat(seen.findTable(ORDERS).orElseThrow().indexes())
          .extracting(index -> index.definition().toSql())
          .containsExactlyElementsOf(
              table(ORDERS).indexes().stream().map(i -> i.definition().toSql()).toList());
      assertThat(seen.types()).isEqualTo(shop.types());
    }
  }

  @Test
  void refusesAServerThatIsTooOld() throws Exception {
    var server = TestPostgres.major(12);
    try (var connection = server.connect("postgres")) {
      assertThatThrownBy(() -> Observer.observe(connection))
          .isInstanceOfSatisfying(
              TrimtabException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_UNSUPPORTED))
          .hasMessageContaining("PostgreSQL 12")
          .hasMessageContaining("13 and newer");
    }
  }

  /** An index that was being built was taken for the left-over of a failed build. */
  @Test
  void tellsABuildUnderWayFromALeftOver() throws Exception {
    String shopInWork = SERVER.createDatabase();
    SERVER.execute(
        shopInWork,
        "CREATE TABLE t (a int); CREATE TABLE other (a int);"
            + " INSERT INTO t SELECT i % 2 FROM generate_series(1, 100) i");
    assertThatThrownBy(
            () -> SERVER.execute(shopInWork, "CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)"))
        .hasRootCauseInstanceOf(java.sql.SQLException.class);
    try (var blocker = SERVER.connect(shopInWork);
        var connection = SERVER.connect(shopInWork)) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("INSERT INTO t VALUES (7)");
      var builder =
          Thread.ofVirtual()
              .start(() -> SERVER.execute(shopInWork, "CREATE INDEX CONCURRENTLY fresh ON t (a)"));
      Snapshot seen = observedWithTwo(connection);
      blocker.rollback();
      builder.join();
      Table t = seen.findTable(TableName.of("public", "t")).orElseThrow();
      assertThat(t.findIndex(new Identifier("fresh")).orElseThrow())
          .matches(index -> index.building() && !index.valid());
      assertThat(t.findIndex(new Identifier("broken")).orElseThrow())
          .matches(index -> !index.building() && !index.valid());
      assertThat(seen.gaps())
          .anySatisfy(gap -> assertThat(gap).contains("1 index is being built", "fresh"));
      assertThat(Observer.observe(connection).tables())
          .flatExtracting(Table::indexes)
          .noneMatch(Index::building);
    }
  }

  /** Once both indexes are there; the build cannot end before the blocker does. */
  private static Snapshot observedWithTwo(java.sql.Connection connection) throws Exception {
    for (int i = 0; i < 200; i++) {
      Snapshot seen = Observer.observe(connection);
      if (seen.tables().stream().mapToLong(table -> table.indexes().size()).sum() == 2) {
        return seen;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no build was seen within ten seconds");
  }

  /** Since 17 it is shown, and a table with an identity of its own cannot become a partition. */
  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18})
  void tookTheIdentityOfAPartitionedTableForItsPartitions(int major) throws Exception {
    var server = TestPostgres.major(major);
    String parts = server.createDatabase();
    server.execute(
        parts,
        "CREATE TABLE e (id bigint GENERATED ALWAYS AS IDENTITY, at int) PARTITION BY RANGE (at);"
            + " CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (1) TO (9)");
    try (var connection = server.connect(parts)) {
      Snapshot seen = Observer.observe(connection);
      assertThat(generationOfId(seen, "e")).isEqualTo(Column.Generation.IDENTITY_ALWAYS);
      assertThat(generationOfId(seen, "e1")).isEqualTo(Column.Generation.NONE);
    }
  }

  private static Column.Generation generationOfId(Snapshot snapshot, String table) {
    return snapshot
        .findTable(TableName.of("public", table))
        .orElseThrow()
        .findColumn(new Identifier("id"))
        .orElseThrow()
        .generation();
  }
}
