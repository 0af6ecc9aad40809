package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholdersTest {

  @Test
  void numbersParametersInTheirOrder() {
    assertThat(Placeholders.numbered("SELECT * FROM t WHERE a = ? AND b IN (?, ?)"))
        .isEqualTo("SELECT * FROM t WHERE a = $1 AND b IN ($2, $3)");
  }

  @Test
  void leavesTextsNamesAndCommentsAlone() {
    for (String sql :
        new String[] {
          "SELECT 'a ? ''?'' b'",
          "SELECT E'\\'?' || E'\\\\'",
          "SELECT \"odd ? \"\"?\"\" name\" FROM t",
          "SELECT 1 -- why ?",
          "SELECT 1 /* why\n ? */",
          "SELECT $$ ? $$, $tag$ ? $$ ? $tag$"
        }) {
      assertThat(Placeholders.numbered(sql)).isEqualTo(sql);
      assertThat(Placeholders.numbered(sql + "\n, ?")).isEqualTo(sql + "\n, $1");
    }
  }

  @Test
  void writesTheOperatorOfTheDriverAsItself() {
    assertThat(Placeholders.numbered("SELECT tags ?? ? FROM t"))
        .isEqualTo("SELECT tags ? $1 FROM t");
  }

  @Test
  void tellsOneStatementFromTwo() {
    assertThat(Placeholders.isOne("SELECT ';' -- ;\n;  ")).isTrue();
    assertThat(Placeholders.isOne("SELECT 1")).isTrue();
    assertThat(Placeholders.isOne("SELECT 1; SELECT 2")).isFalse();
    assertThat(Placeholders.isOne("SELECT 1; -- end")).isFalse();
  }
}
