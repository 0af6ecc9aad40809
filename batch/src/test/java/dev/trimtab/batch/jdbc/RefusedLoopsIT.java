package dev.trimtab.batch.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.AutomaticSettings.Snapshots;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.automatic.LoopState.Stage;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that must run as they are, as the module's README lists them. */
class RefusedLoopsIT {

  private static final String SCHEMA =
      """
      CREATE TABLE customer (id int PRIMARY KEY, seen int NOT NULL DEFAULT 0);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, price float8, note text);
      INSERT INTO customer SELECT n FROM generate_series(1001, 1020) n;
      INSERT INTO purchase SELECT n, 1001 + n % 20, n / 3.0, 'note ' || n
        FROM generate_series(5001, 5100) n;
      CREATE SEQUENCE number;
      CREATE FUNCTION counted(int) RETURNS bigint LANGUAGE sql VOLATILE
        AS 'SELECT nextval(''number'')';
      CREATE FUNCTION lying(int) RETURNS text LANGUAGE plpgsql IMMUTABLE
        AS 'BEGIN RETURN clock_timestamp()::text; END';
      CREATE FUNCTION same_as(int, int) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT $1 = $2';
      CREATE OPERATOR === (FUNCTION = same_as, LEFTARG = int, RIGHTARG = int);
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE VIEW volatile_view AS SELECT id, customer_id, random() AS dice FROM purchase;
      CREATE TABLE guarded (id int, customer_id int);
      INSERT INTO guarded SELECT id, customer_id FROM purchase;
      CREATE ROLE reader LOGIN;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
      GRANT USAGE, SELECT ON SEQUENCE number TO reader;
      ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
      CREATE POLICY dice ON guarded USING (random() >= 0);
      ANALYZE;
      """;

  private static final String PARENTS = "SELECT id FROM customer ORDER BY id";
  private static final String CHILDREN =
      "SELECT id FROM purchase WHERE customer_id = ? ORDER BY id";

  private static TestPostgres server;
  private static String database;

  private final Followed followed = followed("reader");

  private static Followed followed(String role) {
    return new Followed(server, database, role, AutomaticSettings.STANDARD);
  }

  @BeforeAll
  static void load() {
    server = TestPostgres.newest();
    database = server.createDatabase();
    server.execute(database, SCHEMA);
  }

  /** Prepares a loop's statement, as some code does. */
  private interface Preparation {
    PreparedStatement prepare(Connection connection, String sql) throws SQLException;
  }

  private static Followed.Work loop(String child) {
    return loop(child, Connection::prepareStatement);
  }

  private static Followed.Work loop(String child, Preparation preparation) {
    return connection -> {
      var result = new ArrayList<String>();
      try (var parents = connection.prepareStatement(PARENTS);
          var ids = parents.executeQuery()) {
        while (ids.next()) {
          try (var statement = preparation.prepare(connection, child)) {
            statement.setInt(1, ids.getInt(1));
            try (var rows = statement.executeQuery()) {
              while (rows.next()) {
                result.add(Followed.text(rows));
              }
            }
          }
        }
      }
      return result;
    };
  }

  /** Twenty-one statements travel, whatever is learned. */
  private void staysALoop(Followed.Work work) throws SQLException {
    followed.learn(work);
    followed.learn(work);

    assertThat(followed.executions(work)).isEqualTo(21);
    assertThat(followed.loops()).extracting(LoopState::stage).doesNotContain(Stage.AHEAD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT id, random() FROM purchase WHERE customer_id = ?                    | volatile
          SELECT id, counted(id) FROM purchase WHERE customer_id = ?                 | volatile
          SELECT id FROM purchase WHERE customer_id === ?                            | volatile
          SELECT id, dice FROM volatile_view WHERE customer_id = ?                   | volatile
          SELECT id FROM guarded WHERE customer_id = ?                               | volatile
          SELECT id, statement_timestamp() FROM purchase WHERE customer_id = ?       | moment
          SELECT id, pg_current_xact_id_if_assigned() FROM purchase WHERE customer_id = ? | moment
          SELECT id FROM purchase WHERE customer_id = ? LIMIT 1                      | part of its rows
          SELECT id FROM purchase WHERE customer_id = ? ORDER BY id FETCH FIRST ROW ONLY | part of its rows
          SELECT DISTINCT ON (customer_id) id FROM purchase WHERE customer_id = ?    | one of several
          SELECT id, row_number() OVER () FROM purchase WHERE customer_id = ?        | order
          SELECT sum(price) FROM purchase WHERE customer_id = ?                      | order
          SELECT string_agg(note, ',') FROM purchase WHERE customer_id = ?           | order
          SELECT id FROM purchase TABLESAMPLE SYSTEM (100) WHERE customer_id = ?     | sample
          SELECT id::positive FROM purchase WHERE customer_id = ?                    | domain
          SELECT last_value FROM number WHERE 1000 < ?                               | not a table
          SELECT relname FROM pg_class WHERE oid = ?::int                            | not a table
          SELECT count(*) FROM pg_stat_activity WHERE pid <> ?                       | moment
          """)
  void statementsWhoseResultMayDiffer(String child, String reason) throws SQLException {
    staysALoop(loop(child));

    assertThat(followed.loops())
        .singleElement()
        .satisfies(loop -> assertThat(loop.reason()).contains(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT id FROM purchase WHERE customer_id = ? ORDER BY id FOR UPDATE       | locks
          SELECT id FROM purchase WHERE customer_id = ? ORDER BY id FOR KEY SHARE    | locks
          WITH gone AS (DELETE FROM purchase WHERE customer_id = ? AND id < 0 RETURNING id) SELECT * FROM gone | not a SELECT alone
          """)
  void statementsThatLockOrWrite(String child, String reason) throws SQLException {
    var writer = followed("postgres");
    writer.learn(loop(child));
    writer.learn(loop(child));

    assertThat(writer.executions(loop(child))).isEqualTo(21);
    assertThat(writer.loops()).allSatisfy(loop -> assertThat(loop.reason()).contains(reason));
  }

  @Test
  void tablesOfOtherServers() throws SQLException {
    server.execute(
        database,
        """
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw
          OPTIONS (host '127.0.0.1', port '%d', dbname '%s');
        CREATE USER MAPPING FOR postgres SERVER other OPTIONS (user 'postgres');
        CREATE TABLE parted (id int, customer_id int) PARTITION BY RANGE (customer_id);
        CREATE FOREIGN TABLE far PARTITION OF parted FOR VALUES FROM (0) TO (9999) SERVER other
          OPTIONS (table_name 'purchase');
        """
            .formatted(server.port(), database));
    var superuser = followed("postgres");
    Followed.Work work = loop("SELECT id FROM parted WHERE customer_id = ? ORDER BY id");
    superuser.learn(work);

    assertThat(superuser.executions(work)).isEqualTo(21);
    assertThat(superuser.loops().getFirst().reason()).contains("far", "not a table of this server");
  }

  @Test
  void valuesThatAreNullOrOfOtherTypes() throws SQLException {
    String child =
        "SELECT id FROM purchase WHERE customer_id = ? AND (?::text IS NULL OR note = ?)"
            + " AND ? > date '2000-01-01' ORDER BY id";
    Followed.Work work =
        loop(
            child,
            (connection, sql) ->
                with(
                    connection.prepareStatement(sql),
                    statement -> {
                      statement.setNull(2, Types.VARCHAR);
                      statement.setString(3, "note");
                      statement.setObject(4, LocalDate.of(2026, 1, 1));
                    }));

    staysALoop(work);
  }

  @Test
  void functionThatIsNotWhatItClaimsIsFoundByComparing() throws SQLException {
    staysALoop(loop("SELECT id, lying(id) FROM purchase WHERE customer_id = ? ORDER BY id"));

    assertThat(followed.loops().getFirst().reason()).contains("not those foreseen");
  }

  @Test
  void statementsOutsideOfATransaction() throws Exception {
    Followed.Work work = loop(CHILDREN);
    followed.learn(work);
    assertThat(followed.executions(work)).isEqualTo(2);

    try (Connection connection = followed.source().getConnection()) {
      assertThat(followed.executionsOf(() -> work.run(connection), connection)).isEqualTo(21);
    }
  }

  @Test
  void readCommittedUnlessAskedFor() throws SQLException {
    Followed.Work work = loop(CHILDREN);
    for (int i = 0; i < 8; i++) {
      followed.in(Connection.TRANSACTION_READ_COMMITTED, work);
    }
    assertThat(followed.loops()).extracting(LoopState::stage).doesNotContain(Stage.AHEAD);

    var asked =
        new Followed(
            server, database, "reader", AutomaticSettings.STANDARD.with(Snapshots.OF_LOOP));
    for (int i = 0; i < 5; i++) {
      asked.in(Connection.TRANSACTION_READ_COMMITTED, work);
    }
    assertThat(asked.loops()).extracting(LoopState::stage).containsExactly(Stage.AHEAD);
  }

  @Test
  void cursorsPartsTimeoutsAndScrolling() throws SQLException {
    Followed.Work work = loop(CHILDREN);
    followed.learn(work);
    assertThat(followed.executions(work)).isEqualTo(2);

    List<Preparation> ways =
        List.of(
            (c, sql) -> with(c.prepareStatement(sql), s -> s.setFetchSize(2)),
            (c, sql) -> with(c.prepareStatement(sql), s -> s.setMaxRows(2)),
            (c, sql) -> with(c.prepareStatement(sql), s -> s.setMaxFieldSize(1)),
            (c, sql) -> with(c.prepareStatement(sql), s -> s.setQueryTimeout(60)),
            (c, sql) ->
                c.prepareStatement(
                    sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY),
            (c, sql) ->
                c.prepareStatement(
                    sql,
                    ResultSet.TYPE_FORWARD_ONLY,
                    ResultSet.CONCUR_READ_ONLY,
                    ResultSet.HOLD_CURSORS_OVER_COMMIT));
    for (Preparation way : ways) {
      assertThat(followed.executions(loop(CHILDREN, way))).isEqualTo(21);
    }
  }

  /** What is set on a statement. */
  private interface Setting {
    void on(PreparedStatement statement) throws SQLException;
  }

  private static PreparedStatement with(PreparedStatement statement, Setting setting)
      throws SQLException {
    setting.on(statement);
    return statement;
  }

  /** Something done in the middle of a loop, after which nothing older may be handed out. */
  private void endsWhatWasForeseen(Followed.Work touch) throws SQLException {
    Followed.Work work = loop(CHILDREN);
    followed.learn(work);
    assertThat(followed.executions(work)).isEqualTo(2);

    Followed.Work touched =
        connection -> {
          var result = new ArrayList<String>();
          try (var parents = connection.prepareStatement(PARENTS);
              var ids = parents.executeQuery()) {
            while (ids.next()) {
              if (ids.getInt(1) == 1003) {
                touch.run(connection);
              }
              try (var statement = connection.prepareStatement(CHILDREN)) {
                statement.setInt(1, ids.getInt(1));
                try (var rows = statement.executeQuery()) {
                  while (rows.next()) {
                    result.add(Followed.text(rows));
                  }
                }
              }
            }
          }
          return result;
        };
    List<String> plain = followed.plainly(work);
    assertThat(followed.transaction(touched)).isEqualTo(plain);
    // The parent, one for all, and the other eighteen one by one.
    assertThat(followed.executions(touched)).isGreaterThanOrEqualTo(20);
  }

  @Test
  void whatFollowsASetting() throws SQLException {
    endsWhatWasForeseen(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute("SET LOCAL search_path = public, pg_temp");
      }
      return List.of();
    });
  }

  @Test
  void whatFollowsACallOfAFunctionThatMayWrite() throws SQLException {
    endsWhatWasForeseen(connection -> {
      try (var statement = connection.prepareStatement("SELECT nextval('number')")) {
        statement.executeQuery().close();
      }
      return List.of();
    });
  }

  @Test
  void whatFollowsARollbackToASavepoint() throws SQLException {
    endsWhatWasForeseen(connection -> {
      connection.rollback(connection.setSavepoint());
      return List.of();
    });
  }

  @Test
  void whatFollowsTheUseOfTheDriversConnection() throws SQLException {
    endsWhatWasForeseen(connection -> {
      connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      return List.of();
    });
  }

  @Test
  void whatFollowsAJdbcBatch() throws SQLException {
    endsWhatWasForeseen(connection -> {
      try (var statement = connection.prepareStatement("SELECT 1 WHERE ? > 1")) {
        statement.setInt(1, 0);
        statement.addBatch();
        statement.clearBatch();
        statement.executeBatch();
      }
      return List.of();
    });
  }

  @Test
  void whatFollowsACallableStatement() throws SQLException {
    endsWhatWasForeseen(connection -> {
      connection.prepareCall("{call counted(1)}").close();
      return List.of();
    });
  }

  @Test
  void whatFollowsRowsThatCanBeUpdated() throws SQLException {
    endsWhatWasForeseen(connection -> {
      connection
          .prepareStatement(CHILDREN, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)
          .close();
      return List.of();
    });
  }

  @Test
  void whatFollowsACommit() throws SQLException {
    Followed.Work work = loop(CHILDREN);
    followed.learn(work);

    try (Connection connection = followed.source().getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      List<String> before = work.run(connection);
      server.execute(database, "INSERT INTO purchase VALUES (6001, 1010, 1, 'late')");
      assertThat(work.run(connection)).isEqualTo(before);
      connection.commit();
      assertThat(work.run(connection)).hasSize(before.size() + 1);
      connection.commit();
    } finally {
      server.execute(database, "DELETE FROM purchase WHERE id = 6001");
    }
  }

  @Test
  void sessionsWithTemporaryTables() throws SQLException {
    Followed.Work work = loop(CHILDREN);
    var writer = followed("postgres");
    writer.learn(work);

    List<String> shadowed =
        writer.transaction(connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE purchase (id int, customer_id int)");
            statement.execute("INSERT INTO purchase VALUES (1, 1005)");
          }
          return work.run(connection);
        });

    assertThat(shadowed).containsExactly("1|");
  }

  @Test
  void loopsThatBringMoreThanIsKept() throws SQLException {
    var small =
        new Followed(
            server,
            database,
            "reader",
            new AutomaticSettings(
                Snapshots.OF_TRANSACTION, 1_000, 50, 20, 0.5, Duration.ofMinutes(10)));
    small.learn(loop(CHILDREN));

    assertThat(small.executions(loop(CHILDREN))).isEqualTo(21);
    assertThat(small.loops())
        .singleElement()
        .satisfies(loop -> assertThat(loop.reason()).contains("more than 50 rows"));
  }
}
