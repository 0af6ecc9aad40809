package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Samples;
import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Resumption;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  private static final String URL = "postgres://me:geheim@db:5433/shop";

  private final FakeSession session = new FakeSession();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  private int run(String... arguments) {
    return runWith(false, arguments);
  }

  private int runWith(boolean terminal, String... arguments) {
    var surroundings =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(err),
            Map.of("PGHOST", "envhost", "PGDATABASE", "envdb", "PGUSER", "envuser"),
            terminal,
            terminal,
            100);
    var clock = Clock.fixed(Samples.NOON, ZoneOffset.UTC);
    return new Commands(surroundings, clock, session::open).run(arguments);
  }

  @Test
  void readsEveryOptionOfAdvice() {
    int status =
        run(
            "advise",
            URL,
            "--max-size=500MB",
            "--max-indexes=7",
            "--max-write-overhead=20%",
            "--time-limit=30s",
            "--twin-home=/opt/pg",
            "--workload=a.sql",
            "--workload",
            "b.csv",
            "--replica",
            "postgres://r1/shop",
            "--replica=postgres://r2/shop");

    assertThat(status).isEqualTo(ExitCode.DONE);
    Request request = session.request();
    EngineOptions options =
        request.options().apply(EngineOptions.of(Target.parse(URL, Map.of()))).build();
    assertThat(options.budget().sizeBytesMax()).hasValue(500L << 20);
    assertThat(options.budget().indexesMax()).hasValue(7);
    assertThat(options.budget().writeOverheadMax()).hasValue(0.2);
    assertThat(options.timeLimit()).contains(Duration.ofSeconds(30));
    assertThat(options.twinHome()).contains(Path.of("/opt/pg"));
    assertThat(options.replicas()).extracting(Objects::toString).hasSize(2);
    assertThat(request.workloads()).containsExactly(Path.of("a.sql"), Path.of("b.csv"));
    assertThat(session.closed).isTrue();
  }

  @Test
  void takesTheDatabaseFromAddressOrEnvironmentOrFile() {
    run("advise", URL);
    assertThat(Context.nameOf(session.request().source())).isEqualTo("postgres://me@db:5433/shop");
    run("advise", "jdbc:postgresql://db/shop?user=me");
    assertThat(Context.nameOf(session.request().source())).isEqualTo("postgres://me@db:5432/shop");
    run("advise");
    assertThat(Context.nameOf(session.request().source()))
        .isEqualTo("postgres://envuser@envhost:5432/envdb");
    run("advise", "shop.trimtab.json");
    assertThat(session.request().source())
        .isEqualTo(new Source.Saved(Path.of("shop.trimtab.json")));
  }

  @Test
  void checkSaysByItsExitCodeWhetherThereIsSomethingToChange() {
    assertThat(run("advise", URL, "--check")).isEqualTo(ExitCode.SOMETHING_TO_CHANGE);
    assertThat(run("tune", URL, "--check")).isEqualTo(ExitCode.SOMETHING_TO_CHANGE);
    session.findings = CommandsTest::nothingToChange;
    assertThat(run("advise", URL, "--check")).isEqualTo(ExitCode.DONE);
    assertThat(run("tune", URL, "--check")).isEqualTo(ExitCode.DONE);
  }

  private static Findings nothingToChange() {
    var all = Samples.findings();
    return new Findings(
        all.snapshot(),
        all.workload(),
        all.understood(),
        all.notUnderstood(),
        new Advice(List.of(), List.of(), 5, 5, 3, 9, true, List.of()),
        List.of(),
        all.agreement(),
        all.twinVersion(),
        all.twinGaps(),
        all.took());
  }

  @ParameterizedTest
  @CsvSource({
    "text, shop on PostgreSQL",
    "json, \"kind\" : \"report\"",
    "html, <!DOCTYPE html>",
    "sql, -- Trimtab"
  })
  void writesTheFormatThatWasAskedFor(String format, String part) {
    assertThat(run("advise", URL, "--format", format)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains(part);
  }

  @ParameterizedTest
  @CsvSource({"r.json, {", "r.html, <!DOCTYPE", "r.sql, --", "r.txt, shop on", "r, shop on"})
  void takesTheFormatFromTheNameOfTheFile(String name, String start) throws IOException {
    Path file = folder.resolve(name);
    assertThat(run("advise", URL, "-o", file.toString())).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(file)).startsWith(start);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("wrote ");
  }

  @Test
  void aFileThatCannotBeWrittenIsOurFailureAndKeepsWhatWasThere() {
    assertThat(run("advise", URL, "-o", folder.resolve("no/such/r.html").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("FILE_UNWRITABLE", "folder does not exist");
  }

  /** Half an hour of measuring ended at a folder that was never there. */
  @Test
  void looksAtWhereResultsGoBeforeAnyWork() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "");
    assertThat(run("tune", URL, "--apply", "-o", folder.resolve("no/r.html").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(run("tune", URL, "--apply", "-o", folder.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(run("tune", URL, "--migrations", file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(run("bench", "systems", "--into", file.resolve("x").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(session.asked).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(4)
        .allMatch(line -> line.contains("FILE_UNWRITABLE") && line.contains("Nothing has been"));
  }

  @Test
  void tuneChangesNothingUnlessTold() {
    assertThat(run("tune", URL)).isEqualTo(ExitCode.DONE);
    assertThat(session.asked).containsExactly("advise");
    assertThat(err.toString()).contains("Nothing was changed");
  }

  @Test
  void tuneAppliesWhenTold() {
    run("tune", URL, "--apply");
    assertThat(session.asked).containsExactly("tune");
    assertThat(out.toString()).contains("kept", "rolled back");
  }

  /** The sample got no lock for one of its changes. */
  @Test
  void tuneFailsWhenNotAllWasDone() {
    assertThat(run("tune", URL, "--apply")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("not all was done", "lock not acquired");
  }

  @Test
  void aNegativeNumberOfIndexesIsRefusedInTheUsersWords() {
    assertThat(run("advise", URL, "--max-indexes=-1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--max-indexes is 0 or more, got -1");
  }

  @Test
  void dryRunPrintsTheExactSql() {
    assertThat(run("tune", URL, "--dry-run")).isEqualTo(ExitCode.DONE);
    assertThat(session.asked).containsExactly("advise");
    assertThat(out.toString())
        .contains(Samples.findings().advice().recommendations().getFirst().applySql() + ";\n");
  }

  @Test
  void migrationsAreWrittenInsteadOfApplied() {
    assertThat(run("tune", URL, "--migrations", folder.toString())).isEqualTo(ExitCode.DONE);
    assertThat(session.asked).containsExactly("advise");
    assertThat(folder).isDirectoryContaining("glob:**/V*.sql").isDirectoryContaining("glob:**/U*");
    assertThat(run("tune", URL, "--migrations", folder.toString())).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void theOtherCommandsAskForWhatTheySay() throws IOException {
    Path file = folder.resolve("s.json");
    assertThat(run("snapshot", URL, "--redact", "-o", file.toString())).isZero();
    assertThat(run("snapshot", URL)).isZero();
    assertThat(run("explain", URL, "-s", "SELECT 1", "--index", "CREATE INDEX ON t (a)")).isZero();
    assertThat(run("verify", URL)).isZero();
    assertThat(run("undo", "17", URL)).isZero();
    assertThat(run("undo", "18")).isZero();
    assertThat(run("resume", URL)).isZero();
    assertThat(run("history", URL, "--format=json")).isZero();
    assertThat(run("twin", "check", URL)).isZero();

    assertThat(session.asked)
        .containsExactly(
            "snapshot true",
            "snapshot false",
            "explain SELECT 1 [CREATE INDEX ON t (a)]",
            "verify",
            "undo 17",
            "undo 18",
            "resume",
            "history",
            "check");
    assertThat(Files.readString(file)).startsWith("{");
    assertThat(out.toString()).contains("\"format\" : 1", "Index Scan", "\"changes\"", "8 of 9");
  }

  @Test
  void resumeSaysWhatBecameOfEachChangeAndFailsWhereOneIsLeft() {
    assertThat(run("resume", URL)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("Nothing was unfinished.\n");
    out.getBuffer().setLength(0);
    var change = Samples.outcome().changes().getFirst();
    session.resumption =
        new Resumption(
            List.of(
                new Resumption.Settled(ChangeState.APPLYING, change, Optional.empty()),
                new Resumption.Settled(
                    ChangeState.ROLLING_BACK, change, Optional.of("LOCK_NOT_ACQUIRED: pid 7"))));

    assertThat(run("resume", URL)).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("change %d, %s on".formatted(change.id(), change.index()))
        .contains("was applying: kept (")
        .contains("was rolling back: still kept, not settled yet")
        .hasLineCount(2);
    assertThat(err.toString()).contains("not settled yet: LOCK_NOT_ACQUIRED: pid 7");
    assertThat(run("resume", URL, "--format=json")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("\"kind\" : \"resumption\"", "\"complete\" : false", "\"APPLYING\"");
  }

  @Test
  void waitsForAnotherAsLongAsItIsTold() {
    for (String line :
        List.of("resume %s --wait=10m", "undo 7 %s --wait=10m", "tune %s --apply --wait=10m")) {
      run(line.formatted(URL).split(" ", -1));
      assertThat(
              session
                  .request()
                  .options()
                  .apply(EngineOptions.of(Samples.findings().snapshot()))
                  .build()
                  .patience()
                  .turn())
          .isEqualTo(Duration.ofMinutes(10));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "advise --nonsense",
        "advise --max-size=5Q",
        "advise --max-indexes=x",
        "advise --max-indexes=-1",
        "advise --max-write-overhead=-2",
        "advise --time-limit=30",
        "advise --format=xml",
        "advise --color=sometimes",
        "advise a b",
        "advise mysql://db/shop",
        "advise postgres://db/shop?nonsense=1",
        "tune shop.json",
        "tune --apply --dry-run",
        "tune --apply --check",
        "tune --migrations",
        "undo",
        "undo x",
        "explain",
        "history --format=html",
        "resume --format=html",
        "resume --wait=5",
        "twin",
        "twin nonsense",
        "demo --scenario=nonsense",
        "demo --scale=0",
        "demo --scale=x",
        "demo --seed=x",
        "advise --replica=nonsense"
      })
  void whatMakesNoSenseIsAUsageError(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
    assertThat(run(arguments)).as(err.toString()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("trimtab: ").doesNotContain("\tat ");
  }

  @Test
  void ourFailureIsOneMessageWithoutPassword() {
    session.findings =
        () -> {
          throw new TrimtabException(
              ErrorCode.AUTHENTICATION_FAILED,
              "could not connect to postgres://me:geheim@db/shop: \u001b[31mno");
        };
    assertThat(run("advise", URL, "-q")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .startsWith("trimtab: AUTHENTICATION_FAILED: could not connect")
        .hasLineCount(1)
        .doesNotContain("geheim", "\u001b");
    assertThat(session.closed).isTrue();
  }

  @Test
  void watchesForAsLongAsItIsTold() {
    assertThat(run("watch", URL, "--for=10m", "--every=5s")).isEqualTo(ExitCode.DONE);
    assertThat(session.asked).containsExactly("watch for PT10M every PT5S");
    assertThat(out.toString())
        .contains("statistics were reset", "SELECT * FROM users WHERE email = $1", "8.000", "80x")
        .contains("1 changes watched, 0 taken back");
  }

  @Test
  void looksForLoopsAsLongAsItIsTold() {
    assertThat(run("loops", URL, "--for=20s", "--every=1s")).isEqualTo(ExitCode.DONE);
    assertThat(session.asked).containsExactly("loops for PT20S every PT1S");
    assertThat(out.toString())
        .contains(
            "SELECT * FROM items WHERE order_id = $1", "FROM orders", "20.0", "72,000", "40 %")
        .contains("= ANY ($1)");
  }

  @Test
  void aStackTraceIsThereForTheAsking() {
    session.findings =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThat(run("advise", URL, "--stacktrace")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("\tat ", "trimtab: broken");
  }

  @Test
  void anErrorNobodyThoughtOfSaysSo() {
    session.findings =
        () -> {
          throw new UnsupportedOperationException("what");
        };
    assertThat(run("advise", URL)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("should not have happened", "--stacktrace");
  }

  @Test
  void colorsFollowTheTerminalUnlessSaid() {
    runWith(false, "advise", URL);
    assertThat(out.toString()).doesNotContain("\u001b");
    runWith(false, "advise", URL, "--color=always");
    assertThat(out.toString()).contains("\u001b[");
    out.getBuffer().setLength(0);
    runWith(true, "advise", URL, "--color", "never");
    assertThat(out.toString()).doesNotContain("\u001b");
    runWith(true, "advise", URL);
    assertThat(out.toString()).contains("\u001b[");
  }

  @Test
  void quietMeansNoProgress() {
    run("advise", URL);
    assertThat(err.toString()).contains("observing");
    err.getBuffer().setLength(0);
    run("advise", URL, "--quiet");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpAndVersionAndCompletionAreThere() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("demo", "snapshot", "advise", "tune", "explain", "verify", "undo", "resume")
        .contains("history")
        .contains("twin", "completion");
    assertThat(run("tune", "--help")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("trimtab " + Version.NUMBER, "Java 25");
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("_complete_trimtab", "--max-write-overhead");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException {
    Path pom = Path.of(System.getProperty("trimtab.basedir", ".."), "pom.xml");
    assertThat(Files.readString(pom)).contains("<version>" + Version.NUMBER + "</version>");
  }
}
