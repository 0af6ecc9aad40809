package dev.trimtab.batch.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.automatic.LoopState.Stage;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several loops over the same rows: one message asks for all of them. */
class LoopsOfOneParentIT {

  private static final String SCHEMA =
      """
      CREATE EXTENSION pg_stat_statements;
      CREATE TABLE author (id int PRIMARY KEY, editor int NOT NULL);
      CREATE TABLE book (id int PRIMARY KEY, author int NOT NULL, pages int NOT NULL);
      CREATE TABLE prize (id int PRIMARY KEY, author int NOT NULL);
      INSERT INTO author SELECT n, 7000 + n % 5 FROM generate_series(101, 130) n;
      INSERT INTO book SELECT n, 101 + n % 30, n % 89 FROM generate_series(2001, 2090) n;
      INSERT INTO prize SELECT n, 101 + n % 30 FROM generate_series(5001, 5060) n;
      ANALYZE;
      """;

  private static final String AUTHORS = "SELECT id, editor FROM author ORDER BY id";
  private static final String BOOKS = "SELECT id, pages FROM book WHERE author = ? ORDER BY id";
  private static final String PRIZES = "SELECT id FROM prize WHERE author = ? ORDER BY id";
  private static final String COLLEAGUES = "SELECT count(*) FROM author WHERE editor = ?";

  private static TestPostgres server;

  private String database;
  private Followed followed;

  @BeforeAll
  static void start() {
    server = TestPostgres.newest();
  }

  @BeforeEach
  void load() {
    database = server.createDatabase();
    server.execute(database, SCHEMA);
    followed = new Followed(server, database, "postgres", AutomaticSettings.STANDARD);
  }

  /** An author's row, and what is done for it. */
  private interface Each {
    void of(int id, int editor) throws SQLException;
  }

  private static void eachAuthor(Connection connection, Each each) throws SQLException {
    try (var statement = connection.prepareStatement(AUTHORS);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        each.of(rows.getInt(1), rows.getInt(2));
      }
    }
  }

  private static List<String> rows(Connection connection, String sql, int value)
      throws SQLException {
    var result = new ArrayList<String>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setInt(1, value);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(Followed.text(rows));
        }
      }
    }
    return result;
  }

  private static List<String> everything(Connection connection) throws SQLException {
    var result = new ArrayList<String>();
    eachAuthor(
        connection,
        (id, editor) -> {
          result.addAll(rows(connection, BOOKS, id));
          result.addAll(rows(connection, PRIZES, id));
          result.addAll(rows(connection, COLLEAGUES, editor));
        });
    return result;
  }

  private static List<String> books(Connection connection) throws SQLException {
    var result = new ArrayList<String>();
    eachAuthor(connection, (id, _) -> result.addAll(rows(connection, BOOKS, id)));
    return result;
  }

  /** Returns how often the server has been asked for something in a table of its own. */
  private long calls(String table) throws SQLException {
    try (var connection = server.connect(database);
        var select =
            connection.prepareStatement(
                """
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query LIKE '%LATERAL%' AND query LIKE '%FROM ' || ? || ' %'
                """)) {
      select.setString(1, table);
      try (var rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private LoopState loop(String sql) {
    return followed.loops().stream()
        .filter(loop -> loop.sql().equals(sql))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allAreAskedAtTheFirstOfThem() throws SQLException {
    List<String> plain = followed.plainly(LoopsOfOneParentIT::everything);
    followed.learn(LoopsOfOneParentIT::everything);
    assertThat(followed.transaction(LoopsOfOneParentIT::everything)).isEqualTo(plain);
    assertThat(followed.executions(LoopsOfOneParentIT::everything)).isEqualTo(4);
    long before = calls("prize");

    followed.transaction(connection -> {
      eachAuthor(
          connection,
          (id, _) -> {
            rows(connection, BOOKS, id);
            assertThat(calls("prize")).isEqualTo(before + 1);
          });
      return List.of();
    });
  }

  @Test
  void whatComesAlongMayFeedLoopsOfItsOwn() throws SQLException {
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          eachAuthor(
              connection,
              (id, _) -> {
                result.addAll(rows(connection, PRIZES, id));
                for (String book : rows(connection, BOOKS, id)) {
                  int number = Integer.parseInt(book.substring(0, book.indexOf('|')));
                  result.addAll(rows(connection, "SELECT pages FROM book WHERE id = ?", number));
                }
              });
          return result;
        };
    List<String> plain = followed.plainly(work);
    followed.learn(work);
    followed.learn(work);

    assertThat(followed.transaction(work)).isEqualTo(plain);
    assertThat(followed.executions(work)).isEqualTo(4);
  }

  @Test
  void nothingComesAlongWhereItWouldBeOlderThanItsLoop() throws SQLException {
    followed =
        new Followed(
            server,
            database,
            "postgres",
            AutomaticSettings.STANDARD.with(AutomaticSettings.Snapshots.OF_LOOP));
    followed.learn(LoopsOfOneParentIT::everything);
    assertThat(loop(PRIZES).stage()).isEqualTo(Stage.AHEAD);
    long before = calls("prize");

    followed.in(Connection.TRANSACTION_READ_COMMITTED, LoopsOfOneParentIT::books);

    assertThat(calls("book")).isPositive();
    assertThat(calls("prize")).isEqualTo(before);
  }

  @Test
  void oneThatIsMostlyNotWantedIsAskedWhenItIs() throws SQLException {
    followed.learn(LoopsOfOneParentIT::everything);
    for (int i = 0; i < 3; i++) {
      followed.transaction(LoopsOfOneParentIT::books);
    }
    long before = calls("prize");

    followed.transaction(LoopsOfOneParentIT::books);

    assertThat(calls("prize")).isEqualTo(before);
    assertThat(loop(PRIZES).stage()).isEqualTo(Stage.AHEAD);
    assertThat(followed.executions(LoopsOfOneParentIT::everything)).isEqualTo(4);
    assertThat(calls("prize")).isEqualTo(before + 1);
  }

  @Test
  void errorOfOneThatComesAlongIsNeitherTheTransactionsNorTheOthers() throws SQLException {
    String perPage = "SELECT id / pages FROM book WHERE author = ? ORDER BY id";
    Followed.Work both =
        connection -> {
          var result = new ArrayList<String>();
          eachAuthor(
              connection,
              (id, _) -> {
                result.addAll(rows(connection, BOOKS, id));
                result.addAll(rows(connection, perPage, id));
              });
          return result;
        };
    server.execute(database, "UPDATE book SET pages = pages + 1");
    followed.learn(both);
    assertThat(followed.executions(both)).isEqualTo(3);
    server.execute(database, "UPDATE book SET pages = 0 WHERE id = 2001");

    assertThat(followed.transaction(LoopsOfOneParentIT::books)).hasSize(90);

    assertThat(loop(perPage).stage()).isEqualTo(Stage.LEFT_ALONE);
    assertThat(loop(perPage).reason()).contains("22012");
    assertThat(loop(BOOKS).stage()).isEqualTo(Stage.AHEAD);
    assertThat(followed.executions(LoopsOfOneParentIT::books)).isEqualTo(2);
  }

  @Test
  void oneThatBringsTooMuchIsAskedWhenItIsWanted() throws SQLException {
    followed =
        new Followed(
            server,
            database,
            "postgres",
            new AutomaticSettings(
                AutomaticSettings.Snapshots.OF_TRANSACTION,
                1_000,
                200,
                20,
                0.5,
                Duration.ofMinutes(10)));
    followed.learn(LoopsOfOneParentIT::everything);
    assertThat(loop(PRIZES).stage()).isEqualTo(Stage.AHEAD);
    server.execute(
        database, "INSERT INTO prize SELECT n, 101 + n % 30 FROM generate_series(6001, 6150) n");
    long before = calls("prize");

    followed.transaction(LoopsOfOneParentIT::books);
    followed.transaction(LoopsOfOneParentIT::books);

    assertThat(calls("prize")).isEqualTo(before + 1);
    assertThat(loop(PRIZES).stage()).isEqualTo(Stage.AHEAD);
    assertThat(loop(BOOKS).stage()).isEqualTo(Stage.AHEAD);
  }

  @Test
  void sameValueOfAnotherTypeIsAnotherQuestion() throws SQLException {
    followed.learn(LoopsOfOneParentIT::books);

    List<String> states =
        followed.rolledBack(connection -> {
          var result = new ArrayList<String>();
          eachAuthor(
              connection,
              (id, _) -> {
                if (result.isEmpty()) {
                  rows(connection, BOOKS, id);
                  try (var statement = connection.prepareStatement(BOOKS)) {
                    statement.setString(1, String.valueOf(id + 1));
                    statement.executeQuery().close();
                    result.add("answered");
                  } catch (SQLException e) {
                    result.add(e.getSQLState());
                  }
                }
              });
          return result;
        });

    assertThat(states).containsExactly("42883");
  }
}
