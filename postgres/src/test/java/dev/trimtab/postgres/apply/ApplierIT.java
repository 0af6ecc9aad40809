package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplierIT {

  private static final TableName ORDERS = TableName.of("public", "orders");
  private static final TableName EVENTS = TableName.of("public", "events");
  private static final Identifier INDEX = new Identifier("tt_orders_customer");

  /** Impatient: every attempt fails at once where somebody is in the way. */
  private static final Applier.Limits LIMITS =
      new Applier.Limits(Duration.ofMillis(50), 3, Duration.ofMillis(100));

  private static final String SCHEMA =
      """
      CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);
      INSERT INTO orders SELECT i, i % 100, 'n' FROM generate_series(1, 2000) i;
      CREATE TABLE events (at int, kind int) PARTITION BY RANGE (at);
      CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100);
      CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (100) TO (200);
      INSERT INTO events SELECT i, i % 3 FROM generate_series(0, 199) i;
      """;

  /** A database with the schema, and an applier on it. */
  private static final class Bench implements AutoCloseable {
    private final TestPostgres server;
    private final String database;
    private final Connection connection;
    private final List<Duration> pauses = new ArrayList<>();
    private final Applier applier;

    Bench(int major) throws SQLException {
      server = TestPostgres.major(major);
      database = server.createDatabase();
      server.execute(database, SCHEMA);
      connection = server.connect(database);
      applier = new Applier(connection, LIMITS, pauses::add, new SplittableRandom(1));
    }

    Connection another() throws SQLException {
      return server.connect(database);
    }

    List<String> texts(String sql) throws SQLException {
      try (var other = another();
          var statement = other.createStatement();
          var rows = statement.executeQuery(sql)) {
        var result = new ArrayList<String>();
        while (rows.next()) {
          result.add(rows.getString(1));
        }
        return result;
      }
    }

    /** Every index that is not a primary key, with whether it is valid. */
    List<String> indexes() throws SQLException {
      return texts(
          """
          SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index
          WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            AND NOT indisprimary ORDER BY 1
          """);
    }

    /** Nothing is left behind: no lock of ours, no session of ours in a transaction. */
    void isTidy() throws SQLException {
      assertThat(
              texts(
                  """
                  SELECT l.mode || ' on ' || l.relation::regclass FROM pg_locks l
                  JOIN pg_stat_activity a USING (pid)
                  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
                    AND l.locktype = 'relation'
                  """))
          .isEmpty();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private static Change create(TableName table, Identifier name, String... columns) {
    return new Change(
        1,
        ChangeState.APPLYING,
        Change.Kind.CREATE_INDEX,
        table,
        name,
        IndexDefinition.on(table, columns).createConcurrently(name),
        "DROP INDEX CONCURRENTLY " + table.sibling(name).toSql(),
        "because",
        0.5,
        List.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Change drop(Change created) {
    return new Change(
        2,
        ChangeState.APPLYING,
        Change.Kind.DROP_INDEX,
        created.table(),
        created.index(),
        /* applySql= */ created.undoSql(),
        /* undoSql= */ created.applySql(),
        "because",
        1,
        List.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static void code(Throwable e, ErrorCode code) {
    assertThat(e)
        .isInstanceOfSatisfying(TrimtabException.class, t -> assertThat(t.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void buildsAndTakesBack(int major) throws Exception {
    try (var bench = new Bench(major)) {
      Change change = create(ORDERS, INDEX, "customer");
      bench.applier.begin();
      bench.applier.check(change);
      bench.applier.apply(change);
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
      bench.applier.takeBack(change);
      bench.applier.takeBack(change);
      assertThat(bench.indexes()).isEmpty();
      bench.applier.end();
      bench.isTidy();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void dropsAndTakesBack(int major) throws Exception {
    try (var bench = new Bench(major)) {
      Change created = create(ORDERS, INDEX, "customer", "note");
      bench.applier.apply(created);
      Change dropped = drop(created);
      bench.applier.check(dropped);
      bench.applier.apply(dropped);
      assertThat(bench.indexes()).isEmpty();
      bench.applier.takeBack(dropped);
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
      bench.isTidy();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void namesWhoHoldsTheTableAndChangesNothing(int major) throws Exception {
    try (var bench = new Bench(major);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE");
      Change change = create(ORDERS, INDEX, "customer");
      assertThatThrownBy(() -> bench.applier.apply(change))
          .satisfies(e -> code(e, ErrorCode.LOCK_NOT_ACQUIRED))
          .hasMessageContainingAll(
              "no lock on orders after 3 attempts of 50 ms",
              "pid ",
              "holds ShareRowExclusiveLock",
              "its last statement is \"LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE\"",
              "Nothing was changed");
      assertThat(bench.indexes()).isEmpty();
      List<Duration> pauses =
          bench.pauses.stream().filter(p -> p.compareTo(LIMITS.lockTimeout()) > 0).toList();
      assertThat(pauses).hasSize(2);
      assertThat(pauses.get(0)).isBetween(Duration.ofMillis(75), Duration.ofMillis(125));
      assertThat(pauses.get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(250));
      holder.rollback();
      bench.applier.apply(change);
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
      bench.isTidy();
    }
  }

  /** A build that gives up while it waits for a writer would leave an index behind. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void leavesNoInvalidIndexWhenAnOldTransactionStaysOpen(int major) throws Exception {
    try (var bench = new Bench(major);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE orders SET note = 'x' WHERE id = 1");
      Change change = create(ORDERS, INDEX, "customer");
      assertThatThrownBy(() -> bench.applier.apply(change))
          .satisfies(e -> code(e, ErrorCode.LOCK_NOT_ACQUIRED));
      assertThat(bench.indexes()).isEmpty();
      holder.rollback();
      bench.isTidy();
    }
  }

  /** A report that runs for an hour is on another table, and stops a build all the same. */
  @Test
  void namesWhoKeepsAnOldSnapshotOfAnotherTable() throws Exception {
    try (var bench = new Bench(18);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT count(*) FROM events WHERE kind = 4711");
      Change change = create(ORDERS, INDEX, "customer");
      assertThatThrownBy(() -> bench.applier.apply(change))
          .satisfies(e -> code(e, ErrorCode.LOCK_NOT_ACQUIRED))
          .hasMessageContainingAll("keeps an old snapshot", "kind = ?")
          .message()
          .doesNotContain("4711");
      assertThat(bench.indexes()).isEmpty();
      holder.rollback();
    }
  }

  /** A concurrent drop that gives up while it waits for a reader spoils the index for good. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void aDropThatIsNotDoneLeavesTheIndexValid(int major) throws Exception {
    try (var bench = new Bench(major);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      Change created = create(ORDERS, INDEX, "customer");
      bench.applier.apply(created);
      holder.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM orders");
      assertThatThrownBy(() -> bench.applier.apply(drop(created)))
          .satisfies(e -> code(e, ErrorCode.LOCK_NOT_ACQUIRED))
          .hasMessageContaining("holds AccessShareLock");
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
      holder.rollback();
      bench.isTidy();
    }
  }

  @Test
  void takingBackADropRepairsWhatItSpoiled() throws Exception {
    try (var bench = new Bench(18)) {
      Change created = create(ORDERS, INDEX, "customer");
      bench.applier.apply(created);
      bench.server.execute(
          bench.database,
          "UPDATE pg_index SET indisvalid = false"
              + " WHERE indexrelid = 'tt_orders_customer'::regclass");
      bench.applier.takeBack(drop(created));
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
    }
  }

  @Test
  void succeedsOnceTheOtherIsDone() throws Exception {
    try (var bench = new Bench(18);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE orders");
      var patient =
          new Applier(bench.connection, LIMITS, _ -> release(holder), new SplittableRandom(1));
      patient.apply(create(ORDERS, INDEX, "customer"));
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
    }
  }

  private static void release(Connection holder) {
    try {
      holder.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void removesTheInvalidLeftOverOfAKilledBuild(int major) throws Exception {
    try (var bench = new Bench(major)) {
      Change change = create(ORDERS, INDEX, "customer");
      bench.applier.apply(change);
      bench.server.execute(
          bench.database,
          "UPDATE pg_index SET indisvalid = false"
              + " WHERE indexrelid = 'tt_orders_customer'::regclass");
      bench.applier.check(change);
      assertThat(bench.indexes()).isEmpty();
      bench.applier.apply(change);
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void buildsOnEveryPartitionAndTakesThemBackTogether(int major) throws Exception {
    try (var bench = new Bench(major)) {
      Change change = create(EVENTS, new Identifier("tt_events_kind"), "kind");
      bench.applier.check(change);
      bench.applier.apply(change);
      assertThat(bench.indexes()).hasSize(3).allMatch(index -> index.endsWith(" true"));
      bench.applier.takeBack(change);
      assertThat(bench.indexes()).isEmpty();
      bench.isTidy();
    }
  }

  @Test
  void leavesNothingOnPartitionsWhenOneOfThemIsHeld() throws Exception {
    try (var bench = new Bench(18);
        var holder = bench.another();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE events_2 IN SHARE ROW EXCLUSIVE MODE");
      Change change = create(EVENTS, new Identifier("tt_events_kind"), "kind");
      assertThatThrownBy(() -> bench.applier.apply(change))
          .satisfies(e -> code(e, ErrorCode.LOCK_NOT_ACQUIRED));
      assertThat(bench.indexes()).isEmpty();
      holder.rollback();
      bench.isTidy();
    }
  }

  @Test
  void takesBackThePartsOfABuildThatWasKilled() throws Exception {
    try (var bench = new Bench(18)) {
      bench.server.execute(
          bench.database,
          """
          CREATE INDEX tt_events_kind_p1 ON events_1 (kind);
          CREATE INDEX tt_events_kind_p2 ON events_2 (kind);
          UPDATE pg_index SET indisvalid = false
            WHERE indexrelid = 'tt_events_kind_p2'::regclass;
          CREATE INDEX users_own ON events_1 (kind, at);
          """);
      Change change = create(EVENTS, new Identifier("tt_events_kind"), "kind");
      bench.applier.takeBack(change);
      assertThat(bench.indexes()).containsExactly("users_own true");
    }
  }

  @Test
  void reachesPartitionsOfPartitions() throws Exception {
    try (var bench = new Bench(18)) {
      bench.server.execute(
          bench.database,
          """
          CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM (200) TO (300)
            PARTITION BY LIST (kind);
          CREATE TABLE events_3_a PARTITION OF events_3 FOR VALUES IN (1);
          CREATE TABLE events_3_b PARTITION OF events_3 DEFAULT;
          """);
      Change change = create(EVENTS, new Identifier("tt_events_kind"), "kind");
      bench.applier.apply(change);
      assertThat(bench.indexes()).hasSize(6).allMatch(index -> index.endsWith(" true"));
      bench.applier.takeBack(change);
      assertThat(bench.indexes()).isEmpty();
    }
  }

  @Test
  void letsOnlyOneApplierWork() throws Exception {
    try (var bench = new Bench(18);
        var connection = bench.another()) {
      var second = new Applier(connection, LIMITS, _ -> {}, new SplittableRandom(1));
      bench.applier.begin();
      assertThatThrownBy(second::begin).satisfies(e -> code(e, ErrorCode.ANOTHER_APPLIER_RUNS));
      bench.applier.end();
      second.begin();
      second.end();
    }
  }

  @Test
  void saysWhichGrantIsMissing() throws Exception {
    try (var bench = new Bench(18)) {
      bench.server.execute(bench.database, "CREATE ROLE apply_guest LOGIN");
      String url = bench.server.url(bench.database, "apply_guest");
      try (var guest = DriverManager.getConnection(url)) {
        var applier = new Applier(guest, LIMITS, _ -> {}, new SplittableRandom(1));
        assertThatThrownBy(() -> applier.check(create(ORDERS, INDEX, "customer")))
            .satisfies(e -> code(e, ErrorCode.PRIVILEGE_MISSING))
            .hasMessageContainingAll(
                "apply_guest", "belongs to postgres", "GRANT \"postgres\" TO \"apply_guest\"");
      }
    }
  }

  @Test
  void refusesATakenNameAndATableThatIsGone() throws Exception {
    try (var bench = new Bench(18)) {
      Change change = create(ORDERS, INDEX, "customer");
      bench.applier.apply(change);
      assertThatThrownBy(() -> bench.applier.check(change))
          .satisfies(e -> code(e, ErrorCode.NAME_TAKEN));
      assertThatThrownBy(
              () -> bench.applier.check(create(TableName.of("public", "gone"), INDEX, "a")))
          .satisfies(e -> code(e, ErrorCode.SCHEMA_CHANGED));
      assertThatThrownBy(() -> bench.applier.apply(create(ORDERS, new Identifier("x"), "nope")))
          .satisfies(e -> code(e, ErrorCode.SCHEMA_CHANGED));
      assertThat(bench.indexes()).containsExactly("tt_orders_customer true");
    }
  }
}
