package dev.trimtab.batch.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Finding.Kind;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Loops as applications write them, and what only looks like one. */
class LoopsIT {

  private static final String SCHEMA =
      """
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, seen int NOT NULL DEFAULT 0);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, note text);
      CREATE TABLE metric (key text PRIMARY KEY, value int NOT NULL);
      CREATE TABLE wide (id int PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int, h int,
        i int, j int, k int, l int);
      INSERT INTO customer SELECT n, 'name ' || n FROM generate_series(1001, 1050) n;
      INSERT INTO purchase SELECT n, 1001 + n % 50, 'note' FROM generate_series(5001, 5150) n;
      INSERT INTO wide SELECT n FROM generate_series(1, 20) n;
      """;

  private static final String PARENTS = "SELECT id, name FROM customer ORDER BY id LIMIT 20";
  private static final String CHILDREN = "SELECT id, note FROM purchase WHERE customer_id = ?";

  private static TestPostgres server;
  private static String database;

  private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
  private final Observer observer = new Observer(report -> findings.addAll(report.findings()));
  private final ObservedDataSource source = source();

  @BeforeAll
  static void load() throws SQLException {
    server = TestPostgres.major(TestPostgres.NEWEST);
    database = server.createDatabase();
    server.execute(database, SCHEMA);
  }

  private ObservedDataSource source() {
    return new ObservedDataSource(plain(), observer);
  }

  private static DataSource plain() {
    var plain = new PGSimpleDataSource();
    plain.setUrl(server.url(database, "postgres"));
    return plain;
  }

  /** What an application does with a connection. */
  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  private void unit(Work work) throws SQLException {
    observer.call(
        "a request",
        () -> {
          try (Connection connection = source.getConnection()) {
            work.run(connection);
          }
          return null;
        });
  }

  private static List<Integer> ids(Connection connection, String sql) throws SQLException {
    var result = new ArrayList<Integer>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.add(rows.getInt(1));
      }
    }
    return result;
  }

  private static List<Integer> children(Connection connection, int id) throws SQLException {
    var result = new ArrayList<Integer>();
    try (var statement = connection.prepareStatement(CHILDREN)) {
      statement.setInt(1, id);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(rows.getInt("id"));
        }
      }
    }
    return result;
  }

  private static void ask(Connection connection, String sql, Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.execute()) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            rows.getObject(1);
          }
        }
      }
    }
  }

  @Test
  void readPerRowOfAnotherIsFoundAndItsParentNamed() throws Exception {
    unit(connection -> {
      for (int id : ids(connection, PARENTS)) {
        ask(connection, CHILDREN, id);
      }
    });

    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst())
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.N_PLUS_ONE);
          assertThat(finding.count()).isEqualTo(20);
          assertThat(finding.parent()).hasValue(new Finding.Parent(PARENTS, 1, List.of(1)));
          assertThat(finding.site()).hasValueSatisfying(at -> assertThat(at).contains("LoopsIT"));
          assertThat(finding.replacement())
              .hasValue("SELECT id, note FROM purchase WHERE customer_id = ANY (?)");
          assertThat(finding.describe()).contains("20 times in a request", "fed by column 1");
        });
  }

  @Test
  void innerLoopsHaveTheMiddleOneAsParent() throws Exception {
    String grandchildren = "SELECT id FROM wide WHERE id = ? - 5000";
    unit(connection -> {
      for (int id : ids(connection, PARENTS)) {
        for (int child : children(connection, id)) {
          ask(connection, grandchildren, child);
        }
      }
    });

    assertThat(findings)
        .filteredOn(finding -> finding.sql().equals(grandchildren))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.parent())
                .hasValueSatisfying(p -> assertThat(p.sql()).contains("purchase")));
  }

  @Test
  void loopThatRunsOnSeveralThreadsIsOne() throws Exception {
    var failure = new AtomicReference<Exception>();
    Observer.Work _ = observer.beginForAll("a test");
    try (var connection = source.getConnection();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int id : ids(connection, PARENTS)) {
        threads.execute(() -> {
          try (var its = source.getConnection()) {
            ask(its, CHILDREN, id);
          } catch (SQLException e) {
            failure.set(e);
          }
        });
      }
    }
    var _ = observer.endForAll();

    assertThat(failure.get()).isNull();
    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.N_PLUS_ONE);
  }

  @Test
  void keysThatCameFromNoResultMakeALoopOfReads() throws Exception {
    unit(connection -> {
      for (int id = 1001; id <= 1010; id++) {
        ask(connection, CHILDREN, id);
      }
    });

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.READ_LOOP);
  }

  @Test
  void rowsWrittenOneByOneAreFound() throws Exception {
    unit(connection -> {
      connection.setAutoCommit(false);
      for (int i = 0; i < 10; i++) {
        ask(connection, "INSERT INTO metric VALUES (?, ?)", "written " + i, i);
      }
      connection.rollback();
    });

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.WRITE_LOOP);
  }

  @Test
  void lookingBeforeWritingIsFoundOnceAndNotAsTwoLoops() throws Exception {
    unit(connection -> {
      connection.setAutoCommit(false);
      for (int i = 0; i < 10; i++) {
        ask(connection, "SELECT value FROM metric WHERE key = ?", "found " + i);
        ask(connection, "INSERT INTO metric (key, value) VALUES (?, ?)", "found " + i, i);
      }
      connection.rollback();
    });

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.FIND_THEN_WRITE);
    assertThat(findings.getFirst().replacement())
        .hasValueSatisfying(sql -> assertThat(sql).contains("metric", "ON CONFLICT"));
  }

  @Test
  void sameQuestionAskedAgainIsFound() throws Exception {
    unit(connection -> {
      for (int i = 0; i < 5; i++) {
        ask(connection, "SELECT name FROM customer WHERE id = ?", 1001);
      }
    });

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.SAME_READ);
  }

  @Test
  void wideRowsOfWhichLittleIsReadAreFound() throws Exception {
    unit(connection -> {
      for (int i = 1; i <= 5; i++) {
        ask(connection, "SELECT * FROM wide WHERE id > ? LIMIT 3", 2 * i);
      }
    });

    assertThat(findings).extracting(Finding::kind).contains(Kind.UNUSED_COLUMNS);
  }

  /**
   * Runs different statements in a unit, the first of which takes a tenth of a millisecond by the
   * clock, and each other as long as is said.
   */
  private void different(int count, long nanosEach) throws SQLException {
    var now = new AtomicLong();
    var step = new AtomicLong(100_000);
    var slow =
        new Observer(
            report -> findings.addAll(report.findings()),
            () -> now.addAndGet(step.get()),
            List.of());
    slow.call(
        "a request",
        () -> {
          try (Connection connection = new ObservedDataSource(plain(), slow).getConnection()) {
            for (int i = 0; i < count; i++) {
              ask(connection, "SELECT 1 AS n" + i);
              step.set(nanosEach);
            }
          }
          return null;
        });
  }

  @Test
  void manySmallStatementsAreFound() throws Exception {
    different(60, 100_000);

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.CHATTY);
          assertThat(finding.count()).isEqualTo(60);
        });
  }

  @Test
  void fewStatementsAndThoseThatTakeLongAreSilent() throws Exception {
    different(30, 100_000);
    different(60, 1_000_000);

    assertThat(findings).isEmpty();
  }

  @Test
  void fetchOfManyKeysAtATimeIsSilent() throws Exception {
    unit(connection -> {
      List<Integer> ids = ids(connection, PARENTS);
      for (int i = 0; i + 5 <= ids.size(); i += 5) {
        ask(
            connection,
            "SELECT id FROM purchase WHERE customer_id IN (?, ?, ?, ?, ?)",
            ids.subList(i, i + 5).toArray());
      }
    });

    assertThat(findings).isEmpty();
  }

  @Test
  void rowsOfOneBatchAreSilent() throws Exception {
    unit(connection -> {
      connection.setAutoCommit(false);
      try (var insert = connection.prepareStatement("INSERT INTO metric VALUES (?, ?)")) {
        for (int i = 0; i < 50; i++) {
          insert.setString(1, "batch " + i);
          insert.setInt(2, i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.rollback();
    });

    assertThat(findings).isEmpty();
  }

  @Test
  void pagesByOffsetAndByKeyAreSilent() throws Exception {
    unit(connection -> {
      for (int page = 0; page < 6; page++) {
        ask(connection, "SELECT id FROM purchase ORDER BY id LIMIT 20 OFFSET ?", page * 20);
      }
      Optional<Integer> last = Optional.of(0);
      while (last.isPresent()) {
        try (var next =
            connection.prepareStatement(
                "SELECT id FROM purchase WHERE id > ? ORDER BY id LIMIT 20")) {
          next.setInt(1, last.get());
          last = Optional.empty();
          try (var rows = next.executeQuery()) {
            while (rows.next()) {
              last = Optional.of(rows.getInt(1));
            }
          }
        }
      }
    });

    assertThat(findings).isEmpty();
  }

  @Test
  void retriesAreSilent() throws Exception {
    unit(connection -> {
      for (int attempt = 0; attempt < 6; attempt++) {
        try {
          ask(connection, "SELECT 1 / (? - ?)", attempt, attempt);
        } catch (SQLException expected) {
          assertThat(expected.getSQLState()).isEqualTo("22012");
        }
      }
    });

    assertThat(findings).isEmpty();
  }

  @Test
  void requestsThatAskTheSameAreSilent() throws Exception {
    for (int id = 1001; id < 1020; id++) {
      int its = id;
      unit(connection -> ask(connection, CHILDREN, its));
    }

    assertThat(findings).isEmpty();
  }

  @Test
  void differentPlacesThatAskTheSameAreSilent() throws Exception {
    unit(connection -> {
      ask(connection, CHILDREN, 1001);
      header(connection);
      sidebar(connection);
      footer(connection);
    });

    assertThat(findings).isEmpty();
  }

  private static void header(Connection connection) throws SQLException {
    ask(connection, CHILDREN, 1002);
  }

  private static void sidebar(Connection connection) throws SQLException {
    ask(connection, CHILDREN, 1003);
  }

  private static void footer(Connection connection) throws SQLException {
    ask(connection, CHILDREN, 1004);
  }

  @Test
  void nothingIsSaidOfValues() throws Exception {
    unit(connection -> {
      for (int i = 0; i < 6; i++) {
        ask(connection, "SELECT id FROM customer WHERE name = ?", "secret " + i);
      }
    });

    assertThat(findings.getFirst().describe()).doesNotContain("secret");
  }
}
