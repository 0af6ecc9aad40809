package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.trimtab.testkit.Marks;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers say of failures, with a marked value in each. */
class ServerMessageIT {

  private static final TestPostgres SERVER = TestPostgres.newest();
  private static final String DATABASE = SERVER.createDatabase();

  static {
    SERVER.execute(
        DATABASE,
        """
        CREATE TABLE t (id text PRIMARY KEY, n int CHECK (n < 10), d date);
        INSERT INTO t VALUES ('%1$s', 1);
        CREATE FUNCTION tell(text) RETURNS int LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no place for %%', $1 USING ERRCODE = '23514'; END $$;
        CREATE TABLE parts (k text) PARTITION BY LIST (k);
        """
            .formatted(Marks.VALUE));
  }

  private static SQLException failure(String sql) {
    try (var connection = SERVER.connect(DATABASE);
        var statement = connection.createStatement()) {
      statement.execute(sql.replace("@V", Marks.VALUE).replace("@N", Marks.NUMBER));
    } catch (SQLException e) {
      return e;
    }
    return fail("no failure: " + sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id::int FROM t",
        "SELECT (id || E'\\nnext line \" @V')::int FROM t",
        "SELECT ('a\"@V\"')::int",
        "SELECT '@V'::date",
        "SELECT '{@V'::int[]",
        "SELECT '{\"a\": @V}'::json",
        "SELECT '@N99999999'::int",
        "SELECT (@N::bigint * 1000)::int4",
        "SELECT '@V'::uuid",
        "SELECT '@V'::inet",
        "SELECT 'a' ~ '(@V'",
        "INSERT INTO t VALUES ('@V')",
        "INSERT INTO t VALUES ('x', @N)",
        "INSERT INTO parts VALUES ('@V')",
        "SELECT tell('@V')",
        "SELECT 1 '@V' 2",
        "SELECT 1 WHERE '@V' '@V'",
        "SELECT * FROM t WHERE id = 'x' @N",
        "CREATE INDEX ON t ((id::int))"
      })
  void hasNoValue(String sql) {
    SQLException e = failure(sql);
    String shown = TrimtabException.from(e, "do it").getMessage();
    assertThat(Marks.in(String.valueOf(shown))).as("%s", shown).isEmpty();
    assertThat(ServerMessage.of(e)).isNotBlank().doesNotContain("\n");
  }

  @Test
  void namesOfTheSchemaStay() {
    assertThat(ServerMessage.of(failure("SELECT nope FROM t")))
        .isEqualTo("column \"nope\" does not exist");
    assertThat(ServerMessage.of(failure("INSERT INTO t VALUES ('@V')")))
        .isEqualTo("duplicate key value violates unique constraint \"t_pkey\"");
    assertThat(ServerMessage.of(failure("SELECT '@V'::int")))
        .isEqualTo("invalid input syntax for type integer: \"…\"");
    assertThat(ServerMessage.of(failure("SELECT FRM t WHERE")))
        .isEqualTo("syntax error at end of input");
    assertThat(ServerMessage.of(failure("SELECT 1 FROM FROM t")))
        .isEqualTo("syntax error at or near \"FROM\"");
    assertThat(ServerMessage.of(failure("DO $$ BEGIN RAISE EXCEPTION 'of ours'; END $$")))
        .isEqualTo("of ours");
  }
}
