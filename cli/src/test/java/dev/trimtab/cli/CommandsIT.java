package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.Runs.Result;
import dev.trimtab.testkit.Marks;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a user does from first look to taking back, against a server that Trimtab did not start. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandsIT {

  private final TestPostgres postgres = TestPostgres.newest();
  private final String database = postgres.createDatabase();
  private final String url =
      "postgres://postgres:%s@127.0.0.1:%d/%s".formatted(Marks.PASSWORD, postgres.port(), database);

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  void load() throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE EXTENSION pg_stat_statements;
          CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, placed date, note text);
          INSERT INTO orders
            SELECT i, i * 7919 %% 5000, DATE '2026-01-01' + i %% 300, '%s ' || repeat('x', 60)
            FROM generate_series(1, 60000) i;
          SELECT pg_stat_statements_reset();
          """
              .formatted(Marks.VALUE));
      statement.execute("ANALYZE orders");
      try (var reads =
          connection.prepareStatement("SELECT id, placed FROM orders WHERE customer = ?")) {
        for (int customer = 0; customer < 60; customer++) {
          reads.setInt(1, customer);
          reads.executeQuery().close();
        }
      }
    }
  }

  private static Result run(String... arguments) {
    return Runs.plain().run(arguments);
  }

  @Test
  @Order(1)
  void advisesOnTheServerAndOnASnapshotOfIt() throws IOException {
    Path file = folder.resolve("shop.trimtab.json");
    assertThat(run("snapshot", url, "-o", file.toString()).status()).isZero();
    assertThat(Files.size(file)).isGreaterThan(1_000);

    Result live = run("advise", url, "--check");
    Result offline = run("advise", file.toString(), "--check");

    assertThat(live.status()).as(live.err()).isEqualTo(ExitCode.SOMETHING_TO_CHANGE);
    assertThat(live.out()).contains("CREATE INDEX CONCURRENTLY", "(\"customer\"");
    assertThat(offline.status()).isEqualTo(ExitCode.SOMETHING_TO_CHANGE);
    assertThat(offline.out()).contains("(\"customer\"", "The twin was not compared: offline");
  }

  @Test
  @Order(1)
  void aSnapshotGoesToAPipe() {
    Result printed = run("snapshot", url, "--redact", "-q");
    assertThat(printed.status()).as(printed.err()).isZero();
    assertThat(printed.out()).startsWith("{").endsWith("}\n");
  }

  @Test
  @Order(1)
  void explainsWithGivenAndWithFoundIndexes() {
    String sql = "SELECT placed FROM orders WHERE customer = 17";
    Result given =
        run(
            "explain",
            url,
            "-s",
            sql,
            "--index",
            "create index on Orders (customer) include (placed);");
    Result found = run("explain", url, "-s", sql);

    assertThat(given.status()).as(given.err()).isZero();
    assertThat(given.out())
        .contains("Seq Scan on orders", "Scan on supposed_1", "(\"customer\") INCLUDE");
    assertThat(found.out()).contains("Seq Scan on orders", "CREATE INDEX CONCURRENTLY", "cost ");
    Result refused = run("explain", url, "-s", "SELECT nonsense FROM orders");
    assertThat(refused.status()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("STATEMENT_REFUSED", "nonsense");
    assertThat(run("explain", url, "-s", sql, "--index", "drop table orders").status())
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("explain", url, "-s", sql, "--index", "create index on orders (nope)").err())
        .contains("nope");
  }

  @Test
  @Order(1)
  void theTwinIsChecked() {
    Result check = run("twin", "check", url);
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.out()).contains("The twin's plan is the database's own in");
  }

  @Test
  @Order(1)
  void advisesOnTheStatementsOfAFile() throws IOException {
    Path file = folder.resolve("workload.sql");
    Files.writeString(file, "-- calls: 500\nSELECT count(*) FROM orders WHERE placed = $1;\n");
    Result advice = run("advise", url, "--workload", file.toString());
    assertThat(advice.status()).as(advice.err()).isZero();
    assertThat(advice.out()).contains("1 statement from workload.sql").contains("(\"placed\"");
  }

  /** Behind EXPLAIN the driver ran what followed, and the COMMIT made it stay. */
  @Test
  @Order(1)
  void adviceOnAMessageOfSeveralStatementsWroteToTheDatabase() throws IOException {
    Path log = folder.resolve("several.log");
    Files.writeString(
        log,
        "2026-03-01 10:00:00 UTC [7] LOG:  duration: 3 ms  statement: "
            + "SELECT id FROM orders WHERE customer = 7; COMMIT; DELETE FROM orders;\n");
    postgres.execute(database, "CREATE TABLE witness AS SELECT count(*) FROM orders");
    Result advice = run("advise", url, "--workload", log.toString());
    assertThat(advice.status()).as(advice.err()).isZero();
    assertThat(advice.out()).contains("No statement is known", "1 messages of several statements");
    Result explained = run("explain", url, "-s", "SELECT 1; DELETE FROM orders");
    assertThat(explained.status()).isEqualTo(ExitCode.USAGE);
    assertThat(explained.err()).contains("give one statement");
    postgres.execute(
        database,
        "DO $$ BEGIN ASSERT (SELECT count(*) FROM orders) = (SELECT count FROM witness); END $$;"
            + " DROP TABLE witness");
  }

  private void aReaderLooksAndWritesNothing() {
    postgres.execute(
        database,
        "CREATE ROLE onlooker LOGIN; GRANT pg_monitor, pg_read_all_data TO onlooker;"
            + " GRANT USAGE ON SCHEMA trimtab TO onlooker");
    String address = url.replace("postgres:" + Marks.PASSWORD + "@", "onlooker@");
    Result tuned = run("tune", address, "--apply", "-q");
    assertThat(tuned.status()).isEqualTo(ExitCode.FAILED);
    assertThat(tuned.err()).hasLineCount(1).contains("PRIVILEGE_MISSING", "GRANT \"postgres\"");
    Result verified = run("verify", address, "-q");
    assertThat(verified.status()).as(verified.err()).isZero();
    assertThat(verified.err()).contains("Not entered in the journal: onlooker may not write it.");
  }

  @Test
  @Order(1)
  void whatCannotBeReachedIsOneMessageAndNoChange() {
    Result unreachable = run("advise", "postgres://x:geheim@127.0.0.1:1/shop", "-q");
    assertThat(unreachable.status()).isEqualTo(ExitCode.FAILED);
    assertThat(unreachable.err())
        .startsWith("trimtab: HOST_UNREACHABLE")
        .hasLineCount(1)
        .doesNotContain("geheim");
    assertThat(run("history", url + "_not_there", "-q").err()).contains("DATABASE_MISSING");
    assertThat(run("advise", folder.resolve("none.json").toString()).err())
        .contains("FILE_UNREADABLE");
    assertThat(run("undo", "99", url, "-q", "--allow-superuser").status())
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  @Order(2)
  void tunesTellsVerifiesAndTakesBack() throws SQLException {
    Result tuned = run("tune", url, "--apply", "--allow-superuser");
    assertThat(tuned.status()).as(tuned.err()).isZero();
    assertThat(tuned.out()).contains("kept", "measured statement");
    assertThat(indexes()).isEqualTo(2);

    Result history = run("history", url);
    assertThat(history.out()).contains("kept", "create orders_customer_idx on orders");
    Result verified = run("verify", url, "--allow-superuser");
    assertThat(verified.status()).as(verified.err()).isZero();
    assertThat(verified.out()).contains("still helps");
    assertThat(verified.err()).doesNotContain("Not entered");
    assertThat(run("history", url).out()).contains("still helps");
    assertThat(run("advise", url).out()).doesNotContain("trimtab.change");

    aReaderLooksAndWritesNothing();
    Result undone = run("undo", "1", url, "--allow-superuser");
    assertThat(undone.status()).as(undone.err()).isZero();
    assertThat(undone.out()).contains("change 1 was taken back");
    assertThat(indexes()).isEqualTo(1);
    assertThat(run("history", url).out()).contains("rolled back");
  }

  private long indexes() throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_index WHERE indrelid = 'orders'::regclass")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
