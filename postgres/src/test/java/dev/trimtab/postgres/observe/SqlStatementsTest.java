package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

  @Test
  void splitsAtSemicolonsThatEndSomething() {
    assertThat(SqlStatements.of("SELECT 1; -- a; b\n UPDATE t SET a = ';' ;; /* ; */"))
        .containsExactly("SELECT 1", "-- a; b\n UPDATE t SET a = ';'");
    assertThat(SqlStatements.of("SELECT $$;$$, E'\\';', U&'\\003b;', \"a;b\";"))
        .containsExactly("SELECT $$;$$, E'\\';', U&'\\003b;', \"a;b\"");
  }

  @Test
  void keepsTheBodyOfARoutineTogether() {
    String routine =
        "CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC"
            + " SELECT CASE WHEN a > 1 THEN 1 END; SELECT 2; END";
    assertThat(SqlStatements.of(routine + "; SELECT 3")).containsExactly(routine, "SELECT 3");
    assertThat(SqlStatements.of("BEGIN; SELECT atomic FROM t; END")).hasSize(3);
  }

  @Test
  void knowsOneFromSeveral() {
    assertThat(SqlStatements.isOne("SELECT 1 ; ")).isTrue();
    assertThat(SqlStatements.isOne("SELECT 1; COMMIT; DROP TABLE t")).isFalse();
    assertThat(SqlStatements.isOne(" -- nothing")).isFalse();
  }
}
