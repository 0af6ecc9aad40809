package dev.trimtab.core.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatementTextTest {

  private static Optional<String> before(String sql, String operator) {
    var text = new StatementText(sql);
    return text.before(text.at(sql.indexOf(operator)).orElseThrow()).map(text::text);
  }

  private static Optional<String> after(String sql, String operator) {
    var text = new StatementText(sql);
    return text.after(text.at(sql.indexOf(operator)).orElseThrow()).map(text::text);
  }

  @Test
  void cutsTheOperandsOfAComparison() {
    String sql = "SELECT * FROM t WHERE a = 1 AND t.x::date /* day */ >= $1::date + 1 OR b";

    assertThat(before(sql, ">=")).contains("t.x::date");
    assertThat(after(sql, ">=")).contains("$1::date + 1");
  }

  @Test
  void staysInsideParenthesesAndStrings() {
    String sql = "SELECT f(a, extract(year FROM ts) = 5) FROM t WHERE ' AND = ' < x";

    assertThat(before(sql, "= 5")).contains("extract(year FROM ts)");
    assertThat(after(sql, "= 5")).contains("5");
    assertThat(before(sql, "< x")).contains("' AND = '");
  }

  @Test
  void doesNotGuessWhatItCannotTell() {
    assertThat(before("SELECT CASE WHEN a THEN b END = 5", "= 5")).isEmpty();
    assertThat(after("SELECT 5 = a BETWEEN 1 AND 2", "= a")).isEmpty();
  }

  @Test
  void aFunctionMayBeCalledLikeAJoin() {
    assertThat(before("SELECT 1 FROM t WHERE left(x, 3) = 'abc'", "=")).contains("left(x, 3)");
  }

  @Test
  void findsKeywordsOfTheClauseAndNotThoseThatAreLabels() {
    var text =
        new StatementText(
            "SELECT t.limit, (SELECT 1 LIMIT 1) AS offset FROM t ORDER BY x LIMIT 7;");

    int limit = text.keyword(Set.of("LIMIT", "OFFSET"), 0, 0).orElseThrow();
    assertThat(text.part(limit + 1).text()).isEqualTo("7");
    assertThat(text.sql().substring(0, text.end())).endsWith("LIMIT 7");
  }

  @Test
  void readsOperatorsWhole() {
    var text = new StatementText("a>=-1 AND b->>'c'<>d::int");

    assertThat(text.has(1, ">=")).isTrue();
    assertThat(text.has(2, "-")).isTrue();
    assertThat(text.has(6, "->>")).isTrue();
    assertThat(text.has(8, "<>")).isTrue();
    assertThat(text.has(10, "::")).isTrue();
  }
}
