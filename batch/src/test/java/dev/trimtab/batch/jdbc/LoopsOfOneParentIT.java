package dev.trimtab.batch.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.automatic.LoopState.Stage;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

  private static final List<String> LINES =
      List.of(
          "SELECT text FROM line WHERE page = ?",
          "SELECT text || 'a' FROM line WHERE page = ?",
          "SELECT text || 'b' FROM line WHERE page = ?");

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

  private void keepAtMostTwoHundredRows() {
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
    var atTheFirst = new AtomicLong(-1);
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          eachAuthor(
              connection,
              (id, _) -> {
                result.addAll(rows(connection, PRIZES, id));
                if (atTheFirst.get() == 0) {
                  atTheFirst.set(calls("book"));
                }
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
    long before = calls("book");
    atTheFirst.set(0);
    assertThat(followed.executions(work)).isEqualTo(4);
    assertThat(atTheFirst.get()).isEqualTo(before + 1);
    assertThat(calls("book")).isEqualTo(before + 2);
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
    long prizes = calls("prize");
    long books = calls("book");

    followed.in(Connection.TRANSACTION_READ_COMMITTED, LoopsOfOneParentIT::books);

    assertThat(calls("book")).isEqualTo(books + 1);
    assertThat(calls("prize")).isEqualTo(prizes);
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
    assertThat(loop(BOOKS).stage()).isEqualTo(Stage.AHEAD);
    assertThat(loop(perPage).stage()).isEqualTo(Stage.AHEAD);
    assertThat(followed.executions(LoopsOfOneParentIT::books)).isEqualTo(2);

    assertThatThrownBy(() -> followed.transaction(both)).hasMessageContaining("division by zero");
    assertThat(loop(perPage).stage()).isEqualTo(Stage.LEFT_ALONE);
    assertThat(loop(perPage).reason()).contains("22012");
  }

  @Test
  void oneStatementFedByTwoColumnsIsAskedForOneOfThem() throws SQLException {
    server.execute(
        database,
        "CREATE TABLE swap (id int PRIMARY KEY, one int NOT NULL, other int NOT NULL);"
            + " INSERT INTO swap SELECT n, 101 + n, 107 + n FROM generate_series(0, 19) n");
    Followed.Work ones = connection -> swaps(connection, 1);
    Followed.Work others = connection -> swaps(connection, 2);
    for (int i = 0; i < 12; i++) {
      followed.transaction(ones);
      followed.transaction(others);
    }

    assertThat(followed.loops()).hasSize(2);
    assertThat(followed.loops()).extracting(LoopState::stage).containsOnly(Stage.AHEAD);
    assertThat(followed.executions(ones)).isEqualTo(2);
    assertThat(followed.executions(others)).isEqualTo(3);
  }

  private static List<String> swaps(Connection connection, int column) throws SQLException {
    var result = new ArrayList<String>();
    try (var statement = connection.prepareStatement("SELECT one, other FROM swap ORDER BY id");
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        result.addAll(rows(connection, BOOKS, rows.getInt(column)));
      }
    }
    return result;
  }

  @Test
  void loopsOfManyWideKeysDoNotWaitForEachOther() throws Exception {
    server.execute(
        database,
        """
        CREATE TABLE page (name varchar);
        INSERT INTO page SELECT n || repeat(' wide', 1600) FROM generate_series(1, 900) n;
        CREATE TABLE line AS SELECT name AS page, repeat('x', 8000) AS text FROM page;
        CREATE INDEX ON line USING hash (page);
        ANALYZE;
        """);
    Followed.Work work =
        connection -> {
          var result = new ArrayList<String>();
          try (var statement = connection.prepareStatement("SELECT name FROM page ORDER BY name");
              var pages = statement.executeQuery()) {
            while (pages.next()) {
              for (String sql : LINES) {
                try (var line = connection.prepareStatement(sql)) {
                  line.setString(1, pages.getString(1));
                  try (var found = line.executeQuery()) {
                    found.next();
                    result.add(String.valueOf(found.getString(1).length()));
                  }
                }
              }
            }
          }
          return result;
        };

    for (int i = 0; i < 5; i++) {
      var run = CompletableFuture.supplyAsync(() -> sizes(work));
      assertThat(run.get(60, TimeUnit.SECONDS)).hasSize(2_700);
    }
    assertThat(followed.loops()).extracting(LoopState::stage).containsOnly(Stage.AHEAD);
  }

  private List<String> sizes(Followed.Work work) {
    try {
      return followed.transaction(work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatCameAlongAndIsNotWantedMakesRoom() throws SQLException {
    keepAtMostTwoHundredRows();
    Followed.Work nested =
        connection -> {
          var result = books(connection);
          for (String book : List.copyOf(result)) {
            int number = Integer.parseInt(book.substring(0, book.indexOf('|')));
            result.addAll(rows(connection, "SELECT pages FROM book WHERE id = ?", number));
          }
          return result;
        };
    followed.learn(LoopsOfOneParentIT::everything);
    followed.learn(nested);
    List<String> plain = followed.plainly(nested);

    for (int i = 0; i < 3; i++) {
      assertThat(followed.transaction(nested)).isEqualTo(plain);
    }

    assertThat(followed.loops())
        .as(followed.loops().toString())
        .extracting(LoopState::stage)
        .containsOnly(Stage.AHEAD);
  }

  @Test
  void oneThatBringsTooMuchIsAskedWhenItIsWanted() throws SQLException {
    keepAtMostTwoHundredRows();
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
