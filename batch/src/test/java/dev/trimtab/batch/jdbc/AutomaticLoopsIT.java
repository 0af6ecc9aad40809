package dev.trimtab.batch.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.automatic.LoopState.Stage;
import dev.trimtab.testkit.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Loops that end without a change of the code that has them, and what must stay as it is. */
class AutomaticLoopsIT {

  private static final String SCHEMA =
      """
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, code uuid NOT NULL,
        seen int NOT NULL DEFAULT 0);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, note text,
        price numeric(10, 2), at timestamptz, tags text[], code uuid, data bytea, weight float8);
      CREATE TABLE item (id int PRIMARY KEY, purchase_id int NOT NULL, name text);
      INSERT INTO customer SELECT n, 'name ' || n, md5(n::text)::uuid FROM generate_series(1001, 1020) n;
      INSERT INTO purchase SELECT n, 1001 + n % 19, CASE WHEN n % 5 > 0 THEN 'note "' || n END,
          n / 8.0, timestamptz '2026-01-01 00:00+00' + n * interval '1 hour', ARRAY['a', 'b' || n],
          md5((1001 + n % 19)::text)::uuid, decode(md5(n::text), 'hex'), n / 3.0
        FROM generate_series(5001, 5060) n;
      INSERT INTO item SELECT n, 5001 + n % 60, 'item ' || n FROM generate_series(9001, 9200) n;
      CREATE INDEX ON purchase (customer_id);
      CREATE INDEX ON item (purchase_id);
      CREATE SEQUENCE number;
      ANALYZE;
      """;

  private static final String PARENTS = "SELECT id, name FROM customer ORDER BY id";
  private static final String CHILDREN = "SELECT * FROM purchase WHERE customer_id = ? ORDER BY id";

  private static TestPostgres server;
  private static String database;

  private final Followed followed = followed("postgres");

  private static Followed followed(String role) {
    return new Followed(server, database, role, AutomaticSettings.STANDARD);
  }

  @BeforeAll
  static void load() {
    server = TestPostgres.newest();
    database = server.createDatabase();
    server.execute(database, SCHEMA);
  }

  private static void eachId(Connection connection, String sql, Followed.Each each)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        each.of(rows.getInt(1));
      }
    }
  }

  private static List<String> rows(Connection connection, String sql, Object... values)
      throws SQLException {
    var result = new ArrayList<String>();
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(Followed.text(rows));
        }
      }
    }
    return result;
  }

  /** Code that knows nothing of loops. */
  private static List<String> naive(Connection connection) throws SQLException {
    var result = new ArrayList<String>();
    eachId(connection, PARENTS, id -> result.addAll(rows(connection, CHILDREN, id)));
    return result;
  }

  @Test
  void loopIsRunOnceForAllRowsOnceItHasBeenComparedOftenEnough() throws SQLException {
    List<String> plain = followed.plainly(AutomaticLoopsIT::naive);
    for (int i = 0; i < 4; i++) {
      assertThat(followed.transaction(AutomaticLoopsIT::naive)).isEqualTo(plain);
    }

    assertThat(followed.executions(AutomaticLoopsIT::naive)).isEqualTo(2);
    assertThat(followed.transaction(AutomaticLoopsIT::naive)).isEqualTo(plain);
    assertThat(followed.loops())
        .singleElement()
        .satisfies(loop -> {
          assertThat(loop.stage()).isEqualTo(Stage.AHEAD);
          assertThat(loop.sql()).isEqualTo(CHILDREN);
          assertThat(loop.parent()).isEqualTo(PARENTS);
          assertThat(loop.equalRuns()).isEqualTo(20);
          assertThat(loop.used()).isEqualTo(loop.keys());
        });
  }

  @Test
  void serverIsAskedOnceForTheWholeLoop() throws SQLException {
    followed.learn(AutomaticLoopsIT::naive);
    server.execute(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    server.execute(database, "SELECT pg_stat_statements_reset()");

    followed.transaction(AutomaticLoopsIT::naive);

    try (var connection = server.connect(database)) {
      assertThat(
              rows(
                  connection,
                  "SELECT sum(calls) FROM pg_stat_statements WHERE query LIKE '%FROM purchase%'"
                      + " AND query NOT LIKE '%pg_stat_statements%'"))
          .containsExactly("1|");
    }
  }

  @Test
  void innerLoopsTakeOneStatementEach() throws SQLException {
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          eachId(
              connection,
              PARENTS,
              id ->
                  eachOf(
                      connection,
                      id,
                      purchase ->
                          result.addAll(
                              rows(
                                  connection,
                                  "SELECT id, name FROM item WHERE purchase_id = ? ORDER BY id",
                                  purchase))));
          return result;
        };
    List<String> plain = followed.plainly(work);
    followed.learn(work);
    followed.learn(work);

    assertThat(followed.transaction(work)).isEqualTo(plain).hasSize(200);
    assertThat(followed.executions(work)).isEqualTo(3);
  }

  private static void eachOf(Connection connection, int id, Followed.Each each)
      throws SQLException {
    try (var statement = connection.prepareStatement(CHILDREN)) {
      statement.setInt(1, id);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          each.of(rows.getInt("id"));
        }
      }
    }
  }

  @Test
  void parentMayBeATextWithoutParametersAndItsRowsReadBeforeTheLoop() throws SQLException {
    Followed.Work work =
        connection -> {
          var ids = new ArrayList<Integer>();
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery(PARENTS)) {
            while (rows.next()) {
              ids.add(rows.getInt("id"));
            }
          }
          var result = new ArrayList<String>();
          for (int id : ids) {
            result.addAll(rows(connection, CHILDREN, id));
          }
          return result;
        };
    followed.learn(work);

    assertThat(followed.executions(work)).isEqualTo(2);
  }

  @Test
  void valuesThatStayTheSameAndPairsOfColumnsAreFollowed() throws SQLException {
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          try (var statement = connection.prepareStatement("SELECT id, code FROM customer");
              var rows = statement.executeQuery()) {
            while (rows.next()) {
              result.addAll(
                  rows(
                      connection,
                      "SELECT id FROM purchase WHERE code = ? AND note LIKE ? AND customer_id = ?"
                          + " ORDER BY id",
                      rows.getObject(2, UUID.class),
                      "note%",
                      rows.getInt(1)));
            }
          }
          return result;
        };
    List<String> plain = followed.plainly(work);
    followed.learn(work);

    assertThat(followed.transaction(work)).isEqualTo(plain).isNotEmpty();
    assertThat(followed.executions(work)).isEqualTo(2);
  }

  @Test
  void parentAndStatementMayBeAskedWithArrays() throws SQLException {
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          try (var statement =
              connection.prepareStatement("SELECT id FROM customer WHERE name = ANY (?)")) {
            var names = new ArrayList<@Nullable Object>();
            for (int i = 1002; i < 1012; i++) {
              names.add("name " + i);
            }
            names.add("na\"me, {}\\");
            names.add(null);
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (var customers = statement.executeQuery()) {
              while (customers.next()) {
                Object[] numbers = {5001, 5002, 5007, 5008, 5020, 5040};
                result.addAll(
                    rows(
                        connection,
                        "SELECT id FROM purchase WHERE customer_id = ? AND id <> ALL (?) ORDER BY id",
                        customers.getInt(1),
                        connection.createArrayOf("int4", numbers)));
              }
            }
          }
          return result;
        };
    List<String> plain = followed.plainly(work);
    for (int i = 0; i < 10; i++) {
      followed.transaction(work);
    }

    assertThat(followed.transaction(work)).isEqualTo(plain).isNotEmpty();
    assertThat(followed.executions(work)).isEqualTo(2);
  }

  @Test
  void executeAndFetchAreAnsweredToo() throws SQLException {
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          eachId(
              connection,
              PARENTS,
              id -> {
                try (var statement = connection.prepareStatement(CHILDREN)) {
                  statement.setInt(1, id);
                  assertThat(statement.execute()).isTrue();
                  assertThat(statement.getUpdateCount()).isEqualTo(-1);
                  try (ResultSet rows = statement.getResultSet()) {
                    assertThat(rows.getStatement()).isSameAs(statement);
                    while (rows.next()) {
                      result.add(Followed.text(rows));
                    }
                  }
                  assertThat(statement.getMoreResults()).isFalse();
                  assertThat(statement.getUpdateCount()).isEqualTo(-1);
                  assertThat(statement.getResultSet()).isNull();
                }
              });
          return result;
        };
    List<String> plain = followed.plainly(work);
    followed.learn(work);

    assertThat(followed.transaction(work)).isEqualTo(plain);
    assertThat(followed.executions(work)).isEqualTo(2);
  }

  @Test
  void rowsAreTheDriversOwn() throws SQLException {
    followed.learn(AutomaticLoopsIT::naive);

    followed.transaction(connection -> {
      eachId(
          connection,
          PARENTS,
          id -> {
            ResultSet rows;
            try (var statement = connection.prepareStatement(CHILDREN)) {
              statement.setInt(1, id);
              rows = statement.executeQuery();
              assertThat(rows.getType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
              assertThat(rows.getMetaData().getColumnCount()).isEqualTo(9);
              assertThat(rows.getMetaData().getTableName(2)).isEqualTo("purchase");
              assertThat(rows.getMetaData().getPrecision(4)).isEqualTo(10);
              assertThat(rows.findColumn("PRICE")).isEqualTo(4);
              while (rows.next()) {
                int number = rows.getInt(1);
                assertThat(rows.getLong("id")).isEqualTo(number);
                assertThat(rows.getString(1)).isEqualTo(String.valueOf(number));
                assertThat(rows.getString("note") == null).isEqualTo(number % 5 == 0);
                assertThat(rows.wasNull()).isEqualTo(number % 5 == 0);
                assertThat(rows.getBigDecimal(4))
                    .isEqualByComparingTo(
                        new BigDecimal(number)
                            .divide(new BigDecimal(8))
                            .setScale(2, java.math.RoundingMode.HALF_UP));
                assertThat(rows.getObject(5, java.time.OffsetDateTime.class)).isNotNull();
                assertThat((Object[]) rows.getArray(6).getArray())
                    .containsExactly("a", "b" + number);
                assertThat(rows.getBytes(8)).hasSize(16);
                assertThat(rows.getDouble(9)).isEqualTo(number / 3.0);
              }
              assertThatThrownBy(rows::first).hasMessageContaining("scrollable");
            }
            assertThat(rows.isClosed()).isTrue();
          });
      return List.of();
    });
    assertThat(followed.loops().getFirst().stage()).isEqualTo(Stage.AHEAD);
  }

  @Test
  void ownWritesAreSeen() throws SQLException {
    String child = "SELECT id, seen FROM customer WHERE id = ?";
    Followed.Work reading =
        connection -> {
          var result = new ArrayList<String>();
          eachId(connection, PARENTS, id -> result.addAll(rows(connection, child, id)));
          return result;
        };
    followed.learn(reading);
    assertThat(followed.executions(reading)).isEqualTo(2);

    List<String> seen =
        followed.rolledBack(connection -> {
          var result = new ArrayList<String>();
          eachId(
              connection,
              PARENTS,
              id -> {
                result.addAll(rows(connection, child, id));
                try (var update =
                    connection.prepareStatement("UPDATE customer SET seen = seen + 1")) {
                  update.executeUpdate();
                }
              });
          return result;
        });

    for (int i = 0; i < 20; i++) {
      assertThat(seen.get(i)).isEqualTo("%d|%d|".formatted(1001 + i, i));
    }
  }

  @Test
  void errorOfAKeyThatIsNeverAskedForIsNotTheTransactions() throws SQLException {
    String child = "SELECT id / (id - 1015) FROM customer WHERE id = ?";
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          eachId(
              connection,
              PARENTS,
              id -> {
                if (id < 1015) {
                  result.addAll(rows(connection, child, id));
                }
              });
          return result;
        };
    List<String> plain = followed.plainly(work);
    for (int i = 0; i < 5; i++) {
      assertThat(followed.transaction(work)).isEqualTo(plain);
    }

    assertThat(followed.loops())
        .singleElement()
        .satisfies(loop -> {
          assertThat(loop.stage()).isEqualTo(Stage.LEFT_ALONE);
          assertThat(loop.reason()).contains("22012");
        });
  }

  @Test
  void loopsThatEndEarlyAreLeftAlone() throws SQLException {
    followed.learn(AutomaticLoopsIT::naive);
    Followed.Work early = connection -> rows(connection, CHILDREN, ids(connection).getFirst());
    for (int i = 0; i < 10; i++) {
      followed.transaction(early);
    }

    assertThat(followed.loops()).extracting(LoopState::stage).containsExactly(Stage.LEFT_ALONE);
    assertThat(followed.loops().getFirst().reason()).contains("keys asked for");
  }

  private static List<Integer> ids(Connection connection) throws SQLException {
    var result = new ArrayList<Integer>();
    eachId(connection, PARENTS, result::add);
    return result;
  }
}
