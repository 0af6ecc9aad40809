package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.workload.Statement;
import dev.trimtab.postgres.TrimtabException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqlFileTest {

  @Test
  void splitsWhereAStatementEndsAndNowhereElse() {
    var workload =
        SqlFile.parse(
            "q.sql",
            """
            SELECT 'a;b', "c;d" FROM t; -- not here; nor here
            /* nor ; here */ SELECT $$ ; $$;;
            DELETE FROM t WHERE id = $1
            """);
    assertThat(workload.statements())
        .extracting(Statement::text)
        .containsExactly(
            "SELECT 'a;b', \"c;d\" FROM t", "SELECT $$ ; $$", "DELETE FROM t WHERE id = $1");
    assertThat(workload.statements())
        .extracting(Statement::id)
        .containsExactly("q.sql:1", "q.sql:2", "q.sql:3");
    assertThat(workload.skipped()).isEmpty();
  }

  @Test
  void takesWeightAndNameFromComments() {
    var workload =
        SqlFile.parse(
            "q.sql",
            """
            SELECT 1;
            -- what the front page asks for
            -- id: front page
            --calls: 1200.5
            SELECT 2; -- calls: 7 is behind a statement and says nothing
            SELECT 3;
            """);
    assertThat(workload.statements().getFirst().id()).isEqualTo("front page");
    assertThat(workload.statements().getFirst().calls()).isEqualTo(1200.5);
    assertThat(workload.statements().getLast().calls()).isEqualTo(1);
  }

  @Test
  void passesOverWhatIsNotAboutRows() {
    var workload =
        SqlFile.parse(
            "q.sql",
            """
            \\set x 1
            \\echo it's not closed
            BEGIN;
            CREATE TABLE t (a int);
            COPY t FROM stdin;
            1
            it's; data
            \\.
            SELECT a FROM t;
            COMMIT;
            """);
    assertThat(workload.statements())
        .extracting(Statement::text)
        .containsExactly("SELECT a FROM t");
    assertThat(workload.skipped())
        .containsExactly(
            "2 transaction control statements",
            "1 COPY commands",
            "1 DDL and utility commands",
            "2 lines for psql");
  }

  @Test
  void keepsCommentsInsideAStatement() {
    assertThat(SqlFile.parse("q", "SELECT /* why */ 1").statements().getFirst().text())
        .isEqualTo("SELECT /* why */ 1");
  }

  @Test
  void hasNothingToSayOfAnEmptyFile() {
    assertThat(SqlFile.parse("q", " -- nothing\n;\n").statements()).isEmpty();
  }

  @Test
  void namesTheLineOfAMistake() {
    refuses("SELECT 1;\nSELECT 'open", "q.sql, line 2", "never closed");
    refuses("\n/* open", "line 2", "never closed");
    refuses("-- calls: many\nSELECT 1", "line 1", "\"many\"");
    refuses("-- calls: 0\nSELECT 1", "line 1");
    refuses("-- id: a\nSELECT 1;\n-- id: a\nSELECT 2", "line 4", "\"a\"");
  }

  private static void refuses(String sql, String... words) {
    assertThatThrownBy(() -> SqlFile.parse("q.sql", sql))
        .isInstanceOf(TrimtabException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> SqlFile.read(Path.of("none.sql")))
        .hasMessageContainingAll("FILE_UNREADABLE", "none.sql");
  }

  @Test
  void keepsTheBodyOfARoutineTogether() {
    var workload =
        SqlFile.parse(
            "q.sql",
            """
            CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;
            SELECT 3;
            """);
    assertThat(workload.statements()).extracting(Statement::text).containsExactly("SELECT 3");
  }
}
