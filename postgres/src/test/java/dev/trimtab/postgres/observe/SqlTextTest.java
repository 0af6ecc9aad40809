package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void showsAStatementWithoutWhatIsInIt() {
    assertThat(SqlText.shape("SELECT *\n  FROM t -- why\n WHERE a = 'secret' AND b = 42", 80))
        .isEqualTo("SELECT * FROM t WHERE a = ? AND b = ?");
  }

  @Test
  void cutsWhatIsLong() {
    assertThat(SqlText.shape("SELECT aaaa, bbbb, cccc FROM t", 12)).isEqualTo("SELECT aaaa…");
    assertThat(SqlText.shape("SELECT 1", 8)).isEqualTo("SELECT ?");
  }

  @Test
  void showsNothingWhereItCannotTellWhatIsALiteral() {
    assertThat(SqlText.shape("SELECT 'it\\' , secret, 'x'", 80)).isEqualTo("SELECT ?…");
    assertThat(SqlText.shape("SET LOCAL my.tenant TO secret", 80))
        .isEqualTo("SET LOCAL my.tenant TO ?");
    assertThat(SqlText.shape("set my.tenant=secret", 80)).isEqualTo("set my.tenant= ?");
    assertThat(SqlText.shape("SELECT 'cut off in the mid", 80)).isEqualTo("SELECT ?");
  }
}
