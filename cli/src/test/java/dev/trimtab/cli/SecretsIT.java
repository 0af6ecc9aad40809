package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.Runs.Result;
import dev.trimtab.testkit.GuardedPostgres;
import dev.trimtab.testkit.Marks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords and values of rows are nowhere but where they have to be. {@link Runs} looks at all
 * that is printed; here at files, the journal, the server's log and the list of processes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecretsIT {

  private static final String DATABASE = "shop";

  @TempDir private Path folder = Path.of("");

  private GuardedPostgres server = unstarted();
  private final Runs runs = Runs.plain().with("PGPASSWORD", Marks.PASSWORD);

  private static GuardedPostgres unstarted() {
    return org.junit.jupiter.api.Assertions.assertDoesNotThrow(
        () -> GuardedPostgres.start(Files.createTempDirectory("trimtab-secrets"), Map.of()));
  }

  /** A third of the rows have the marks, so that statistics do. */
  @BeforeAll
  void load() throws SQLException {
    server.execute(
        "postgres",
        "CREATE ROLE owner LOGIN PASSWORD '%s' IN ROLE pg_monitor".formatted(Marks.PASSWORD));
    server.execute("postgres", "CREATE DATABASE shop OWNER owner");
    server.execute(
        DATABASE, "CREATE EXTENSION pg_stat_statements; GRANT CREATE ON SCHEMA public TO owner");
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop?user=owner&password=%s"
                    .formatted(server.port(), Marks.PASSWORD));
        var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE person (id bigint PRIMARY KEY, name text, card bigint, kind text, n text);
          INSERT INTO person SELECT i, CASE WHEN i %% 3 = 0 THEN '%1$s' ELSE 'p' || i %% 5000 END,
              CASE WHEN i %% 3 = 0 THEN %2$s ELSE i %% 7000 END, 'k' || i %% 900,
              CASE WHEN i %% 900 = 1 THEN '%1$s' ELSE (i %% 900)::text END
            FROM generate_series(1, 30000) i;
          CREATE FUNCTION num(text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
            BEGIN
              RETURN CASE WHEN current_setting('port') = '%3$d' THEN $1::int ELSE 0 END;
            END $$;
          """
              .formatted(Marks.VALUE, Marks.NUMBER, server.port()));
      statement.execute("VACUUM ANALYZE person");
      for (int i = 0; i < 40; i++) {
        for (String sql :
            List.of(
                "SELECT id FROM person WHERE name = '%s' AND card = 4 + %d"
                    .formatted(Marks.VALUE, i),
                "SELECT id FROM person WHERE card = %s AND kind = 'k7'".formatted(Marks.NUMBER),
                "SELECT name FROM person WHERE name = 'p%d'".formatted(i),
                "UPDATE person SET n = n WHERE kind = 'k%d'".formatted(i))) {
          statement.execute(sql);
        }
      }
    }
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private String url() {
    return "postgres://owner@127.0.0.1:%d/shop".formatted(server.port());
  }

  private String urlWithPassword() {
    return url().replace("owner@", "owner:" + Marks.PASSWORD + "@");
  }

  private static void isClean(String what, String text) {
    assertThat(Marks.in(text)).as("%s: %s", what, text).isEmpty();
  }

  @Test
  @Order(1)
  void marksAreInAPlainSnapshotByDesignAndInNoRedactedOne() throws IOException {
    String plain = runs.unchecked("snapshot", url(), "-q").out();
    assertThat(Marks.in(plain)).containsExactly(Marks.VALUE, Marks.NUMBER);
    Path file = folder.resolve("redacted.json");
    runs.done("snapshot", url(), "--redact", "-o", file.toString());
    isClean("redacted snapshot", Files.readString(file));
  }

  @Test
  @Order(1)
  void adviceHasNone() throws IOException {
    Path log = folder.resolve("server.log");
    var lines = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      lines.append(
          "2026-03-01 10:00:%02d UTC [7] LOG:  duration: 30 ms  statement: ".formatted(i)
              + "SELECT kind FROM person WHERE name = '%s%d' AND card = %s%d /* for %s */ LIMIT 5\n"
                  .formatted(Marks.VALUE, i, Marks.NUMBER, i, Marks.VALUE));
    }
    Files.writeString(log, lines);
    Path sql = folder.resolve("some.sql");
    Files.writeString(
        sql,
        """
        SELECT id FROM person WHERE name = '%1$s' AND card > %2$s ORDER BY id OFFSET 5000 LIMIT 10;
        SELECT id FROM person WHERE n::int = '%1$s'::int;
        SELECT id FROM person WHERE card::text = '%1$s';
        SELECT id FROM nowhere WHERE name = '%1$s';
        SELECT id FROM person WHERE name '%1$s' 7;
        """
            .formatted(Marks.VALUE, Marks.NUMBER));
    runs.done("advise", url(), "--format=json");
    for (String format : List.of("text", "json", "html")) {
      Result fromFiles =
          runs.done("advise", url(), "--format", format, "--workload", log.toString());
      assertThat(fromFiles.out()).contains("person");
    }
    Path report = folder.resolve("report.json");
    runs.done("advise", url(), "--workload", sql.toString(), "-o", report.toString());
    isClean("report", Files.readString(report));
    Files.writeString(sql, "SELECT 1;\nSELECT '%s".formatted(Marks.VALUE));
    isClean("unclosed", runs.run("advise", url(), "--workload", sql.toString()).all());
  }

  @Test
  @Order(1)
  void aPlanWithDrawnValuesShowsNone() {
    Result plan =
        runs.done(
            "explain",
            url(),
            "-s",
            "SELECT id FROM person WHERE name = $1 AND card = $2 AND kind = 'mine'");
    assertThat(plan.out())
        .contains("$1", "'mine'", "values drawn from the statistics; they are not shown");
    runs.done("explain", url(), "--format=json", "-s", "SELECT id FROM person WHERE card + 1 = $1");
  }

  @Test
  @Order(2)
  void failuresTellNoPassword() throws IOException {
    Path passwords =
        Files.writeString(folder.resolve("pgpass"), "*:*:*:*:" + Marks.PASSWORD + "x\n");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    String wrong = urlWithPassword() + "?sslmode=require";
    for (String[] arguments :
        List.of(
            new String[] {"advise", wrong},
            new String[] {"advise", urlWithPassword().replace("/shop", "/none")},
            new String[] {"advise", urlWithPassword().replace("127.0.0.1", "no-such-host.invalid")},
            new String[] {"advise", urlWithPassword() + "?nonsense=1"},
            new String[] {"advise", urlWithPassword().replace("@", "?x@")},
            new String[] {"advise", urlWithPassword().replace("@", "%@")},
            new String[] {"advise", urlWithPassword().replace("postgres://", "")},
            new String[] {"advise", urlWithPassword().replace("postgres://", "mysql://")},
            new String[] {"advise", url() + "?password=" + Marks.PASSWORD + "&nonsense=1"},
            new String[] {
              "advise", url(), "--replica", urlWithPassword().replace("@127.0.0.1", "@127.0.0.2")
            },
            new String[] {"advise", url(), "--replica", "owner:" + Marks.PASSWORD + "@x/shop"},
            new String[] {"undo", "x", urlWithPassword()},
            new String[] {"undo", "77", urlWithPassword()},
            new String[] {"tune", urlWithPassword(), "--nonsense"})) {
      var traced = new ArrayList<>(List.of(arguments));
      traced.add("--stacktrace");
      traced.add("-q");
      Result result = runs.run(traced.toArray(String[]::new));
      assertThat(result.status()).as(String.join(" ", arguments)).isNotZero();
    }
    Result wrongPassword =
        Runs.plain().with("PGPASSFILE", passwords.toString()).run("advise", url(), "--stacktrace");
    assertThat(wrongPassword.err()).contains("AUTHENTICATION_FAILED");
  }

  @Test
  @Order(3)
  void tuningLeavesNoneInJournalLogAndProcesses() throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    Thread watch = Thread.ofVirtual().start(() -> watch(seen));
    Result tuned = runs.run("tune", urlWithPassword(), "--apply");
    assertThat(tuned.out()).as(tuned.err()).contains("kept");
    runs.done("verify", url());
    runs.done("watch", url(), "--for=1s", "--every=1s");
    runs.done("history", url(), "--format=json");
    runs.done("history", url());
    watch.interrupt();
    watch.join();
    assertThat(seen).isEmpty();
    isClean("journal", journal());
    isClean("log", ourLines());
  }

  /**
   * The index on num(n) cannot be built, and the server quotes a value when it says so; a trigger
   * does when a statement is measured. The server's own log has both: it is the server that speaks.
   */
  @Test
  @Order(4)
  void aBuildThatFailsOnAValueDoesNotRepeatIt() throws Exception {
    server.execute(
        DATABASE,
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'not for %', OLD.name; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION refuse();
        """);
    Path sql =
        Files.writeString(
            folder.resolve("fails.sql"),
            """
            -- calls: 5000
            SELECT id FROM person WHERE num(n) = 5;
            -- calls: 10
            UPDATE person SET n = n WHERE id = 3;
            """);
    Result tuned = runs.run("tune", url(), "--apply", "--workload", sql.toString(), "--stacktrace");
    assertThat(tuned.status()).as(tuned.all()).isEqualTo(ExitCode.FAILED);
    assertThat(tuned.all()).contains("invalid input syntax for type integer: \"…\"");
    isClean("journal", journal());
    isClean("history", runs.done("history", url()).out());
  }

  private String journal() throws SQLException {
    var out = new StringBuilder();
    try (var connection = server.connect(DATABASE);
        var statement = connection.createStatement()) {
      var tables = new ArrayList<String>();
      try (var rows =
          statement.executeQuery(
              "SELECT relname FROM pg_class WHERE relnamespace = 'trimtab'::regnamespace"
                  + " AND relkind = 'r'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        try (var rows =
            statement.executeQuery("SELECT t::text FROM trimtab.%s t".formatted(table))) {
          while (rows.next()) {
            out.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    assertThat(out).contains("KEPT");
    return out.toString();
  }

  /** What the server logged of our sessions. */
  private String ourLines() throws IOException {
    return server
        .log()
        .lines()
        .filter(line -> line.startsWith("trimtab|"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** Command lines of all processes that we started, for as long as they run. */
  private static void watch(Set<String> out) {
    while (!Thread.currentThread().isInterrupted()) {
      ProcessHandle.current()
          .descendants()
          .flatMap(process -> process.info().commandLine().stream())
          .filter(line -> !Marks.in(line).isEmpty())
          .forEach(out::add);
      try {
        Thread.sleep(5);
      } catch (InterruptedException _) {
        return;
      }
    }
  }
}
