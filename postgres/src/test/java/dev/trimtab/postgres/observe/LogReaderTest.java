package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogReaderTest {

  private static final String AT = "2026-03-01 10:00:0%d.000 UTC [%d] ";

  private static Workload read(String log) {
    return read(new StringReader(log), Optional.empty());
  }

  private static Workload read(Reader log, Optional<String> database) {
    try {
      return LogReader.read("pg.log", log, database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Statement only(Workload workload) {
    assertThat(workload.statements()).hasSize(1);
    return workload.statements().getFirst();
  }

  @Test
  void readsStderrWithParametersAndContinuedLines() {
    var workload =
        read(
            """
            2026-03-01 10:00:00.000 UTC [7] LOG:  duration: 1.500 ms  execute <unnamed>: SELECT *
            \tFROM t WHERE a = $1 AND b = $2
            2026-03-01 10:00:00.000 UTC [7] DETAIL:  Parameters: $1 = 'it''s', $2 = NULL
            2026-03-01 10:00:01.000 UTC [8] ERROR:  division by zero
            2026-03-01 10:00:01.000 UTC [8] STATEMENT:  SELECT 1/0,
            \t2
            2026-03-01 10:01:00.000 UTC [7] LOG:  duration: 0.500 ms  execute S_1: SELECT * FROM t WHERE a = $1 AND b = $2
            2026-03-01 10:01:00.000 UTC [7] DETAIL:  parameters: $1 = 'x', $2 = '2'
            """);
    Statement statement = only(workload);
    assertThat(statement.text()).isEqualTo("SELECT *\nFROM t WHERE a = $1 AND b = $2");
    assertThat(statement.calls()).isEqualTo(2);
    assertThat(statement.time()).contains(Duration.ofMillis(2));
    assertThat(statement.samples())
        .containsExactly(
            List.of(Optional.of("it's"), Optional.empty()),
            List.of(Optional.of("x"), Optional.of("2")));
    assertThat(workload.period()).contains(Duration.ofMinutes(1));
    assertThat(workload.skipped()).isEmpty();
  }

  @Test
  void addsUpWhatDiffersInLiteralsOnly() {
    var workload =
        read(
            """
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 1 ms  statement: SELECT * FROM t WHERE a = 1 AND b IN ('x', 'y')
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 2 ms  statement: SELECT  * FROM t WHERE a = 22 AND b IN ('z')
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 4 ms  statement: SELECT * FROM u WHERE a = 1
            """);
    assertThat(workload.statements())
        .extracting(Statement::text)
        .containsExactly(
            "SELECT * FROM u WHERE a = 1", "SELECT * FROM t WHERE a = 1 AND b IN ('x', 'y')");
    assertThat(workload.statements()).extracting(Statement::calls).containsExactly(1.0, 2.0);
  }

  @Test
  void findsTheDurationThatComesLater() {
    var workload =
        read(
            """
            2026-03-01 10:00:00 UTC [7] LOG:  statement: SELECT 1
            2026-03-01 10:00:00 UTC [8] LOG:  statement: SELECT a FROM t
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 3.0 ms
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 9.0 ms
            """);
    assertThat(workload.statements().getFirst().time()).contains(Duration.ofMillis(3));
    assertThat(workload.statements().getLast().time()).isEmpty();
  }

  @Test
  void doesNotCountFetchesBindsAndPlansAsCalls() {
    var workload =
        read(
            """
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 1 ms  parse <unnamed>: SELECT a FROM t
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 1 ms  bind <unnamed>: SELECT a FROM t
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 1 ms  execute <unnamed>/C_1: SELECT a FROM t
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 1 ms  execute fetch from <unnamed>/C_1: SELECT a FROM t
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 2 ms  plan:
            \tQuery Text: SELECT a FROM t
            \tSeq Scan on t  (cost=0.00..35.50 rows=2550 width=4)
            """);
    assertThat(only(workload).calls()).isEqualTo(1);
    assertThat(only(workload).time()).contains(Duration.ofMillis(2));
  }

  @Test
  void readsAutoExplain() {
    var workload =
        read(
            """
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 2 ms  plan:
            \tQuery Text: SELECT a
            \tFROM t WHERE b = $1
            \tQuery Parameters: $1 = 'q'
            \tSeq Scan on t  (cost=0.00..35.50 rows=2550 width=4)
            \t  Filter: (b = 'q'::text)
            2026-03-01 10:00:01 UTC [7] LOG:  duration: 3 ms  plan:
            \t{
            \t  "Query Text": "SELECT a FROM t WHERE b = $1",
            \t  "Plan": {}
            \t}
            """);
    assertThat(only(workload).text()).isEqualTo("SELECT a\nFROM t WHERE b = $1");
    assertThat(only(workload).calls()).isEqualTo(2);
    assertThat(only(workload).time()).contains(Duration.ofMillis(5));
    assertThat(only(workload).samples()).containsExactly(List.of(Optional.of("q")));
  }

  @Test
  void readsCsvOverSeveralLines() {
    String line =
        """
        2026-03-01 10:00:00.000 UTC,"anna","shop",42,"127.0.0.1:1",6.1,1,"SELECT",2026-03-01 09:00:00 UTC,3/1,0,LOG,00000,"duration: 4.000 ms  statement: SELECT ""x""
          FROM t",%s,,,,,,,,"%s","client backend",,0
        """;
    var workload = read(line.formatted("\"\"", "psql") + line.formatted("", "trimtab"));
    assertThat(only(workload).text()).isEqualTo("SELECT \"x\"\n  FROM t");
    assertThat(only(workload).calls()).isEqualTo(1);
    assertThat(
            read(new StringReader(line.formatted("", "psql")), Optional.of("other")).statements())
        .isEmpty();
    assertThat(read(new StringReader(line.formatted("", "psql")), Optional.of("shop")).statements())
        .hasSize(1);
  }

  @Test
  void readsJson() {
    var workload =
        read(
            """
            {"timestamp":"2026-03-01 10:00:00.000 UTC","pid":7,"dbname":"shop","message":"duration: 1.000 ms  execute <unnamed>: SELECT $1","detail":"Parameters: $1 = '5'"}
            {"broken
            {"timestamp":"2026-03-01 10:00:09.000 UTC","pid":7,"message":"checkpoint complete"}
            """);
    assertThat(only(workload).samples()).containsExactly(List.of(Optional.of("5")));
    assertThat(workload.period()).contains(Duration.ofSeconds(9));
    assertThat(workload.skipped()).containsExactly("1 lines that are no log entries");
  }

  @Test
  void leavesOutParametersThatWereCut() {
    assertThat(LogMessage.Reader.parameters("Parameters: $1 = 'abc...'")).isEmpty();
    assertThat(LogMessage.Reader.parameters("Parameters: $1 = 'abc")).isEmpty();
    assertThat(LogMessage.Reader.parameters("Parameters: $1 = 'a', $2 = 'x, $3 = ''y'''"))
        .containsExactly(Optional.of("a"), Optional.of("x, $3 = 'y'"));
  }

  @Test
  void keepsABoundedNumberOfSamplesAndStatements() {
    var log = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      log.append(AT.formatted(i % 10, 7))
          .append(
              "LOG:  duration: 1 ms  execute <unnamed>: SELECT c%d FROM t WHERE a = $1\n"
                  .formatted(i))
          .append(AT.formatted(i % 10, 7))
          .append("DETAIL:  Parameters: $1 = '1'\n");
    }
    for (int i = 0; i < 100; i++) {
      log.append(AT.formatted(1, 7))
          .append("LOG:  duration: 99 ms  execute <unnamed>: SELECT c1 FROM t WHERE a = $1\n")
          .append(AT.formatted(1, 7))
          .append("DETAIL:  Parameters: $1 = '%d'\n".formatted(i));
    }
    var workload = read(log.toString());
    assertThat(workload.statements()).hasSize(5_000);
    assertThat(workload.statements().getFirst().samples()).hasSize(20);
    assertThat(workload.skipped())
        .containsExactly("1000 executions of statements seen after the first 5000");
  }

  @Test
  void passesOverWhatComesBeforeTheFirstEntry() {
    var workload =
        read("half of a line\n\tand more\n2026-03-01 10:00:00 UTC [7] LOG:  statement: SELECT 1\n");
    assertThat(workload.statements()).hasSize(1);
    assertThat(workload.skipped()).containsExactly("2 lines that are no log entries");
  }

  @Test
  void refusesWhatIsNoLog() {
    assertThatThrownBy(() -> read("one\ntwo\n"))
        .isInstanceOf(TrimtabException.class)
        .hasMessageContainingAll("pg.log is no log", "2 lines", ".sql");
    assertThat(read("").statements()).isEmpty();
  }

  /** Behind EXPLAIN, the second of them would be run. */
  @Test
  void tookAMessageOfSeveralStatementsForOne() {
    var workload =
        read(
            """
            2026-03-01 10:00:00 UTC [7] LOG:  duration: 3 ms  statement: BEGIN; SELECT a FROM t; COMMIT
            2026-03-01 10:00:01 UTC [7] LOG:  duration: 9 ms  statement: SELECT b FROM t; DELETE FROM t;
            """);
    Statement statement = only(workload);
    assertThat(statement.text()).isEqualTo("SELECT a FROM t");
    assertThat(statement.time()).contains(Duration.ofMillis(3));
    assertThat(workload.skipped()).singleElement().asString().startsWith("1 messages of several");
  }

  /** What was measured under a name must be found under it in the next log. */
  @Test
  void callsAStatementTheSameInEveryLog() {
    String one = "2026-03-01 10:00:00 UTC [7] LOG:  duration: 3 ms  statement: SELECT a FROM t\n";
    String other = "2026-03-01 10:00:00 UTC [7] LOG:  duration: 9 ms  statement: SELECT b FROM t\n";
    assertThat(read(other + one).statements().getLast().id()).isEqualTo(only(read(one)).id());
    assertThat(read(other + one).statements()).extracting(Statement::id).doesNotHaveDuplicates();
  }
}
