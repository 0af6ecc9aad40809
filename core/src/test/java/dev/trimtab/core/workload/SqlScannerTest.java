package dev.trimtab.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScannerTest {

  private static List<String> scan(String sql) {
    var tokens = new ArrayList<String>();
    for (var token : new SqlScanner(sql)) {
      if (token.kind() != SqlScanner.Kind.SPACE) {
        tokens.add(token.kind() + " " + token.text());
      }
    }
    return tokens;
  }

  @Test
  void tellsKindsApart() {
    assertThat(scan("SELECT \"a;\"\"b\", 'it''s', $1, 1.5e3, x_1 -- end"))
        .containsExactly(
            "WORD SELECT",
            "QUOTED_NAME \"a;\"\"b\"",
            "SYMBOL ,",
            "STRING 'it''s'",
            "SYMBOL ,",
            "PARAMETER $1",
            "SYMBOL ,",
            "NUMBER 1.5e3",
            "SYMBOL ,",
            "WORD x_1",
            "COMMENT -- end");
  }

  @Test
  void readsEveryKindOfString() {
    assertThat(scan("E'a\\'b' B'01' U&'\\0041' $$a;'$$ $t$ $$ $t$ 'open"))
        .containsExactly(
            "STRING E'a\\'b'",
            "STRING B'01'",
            "STRING U&'\\0041'",
            "STRING $$a;'$$",
            "STRING $t$ $$ $t$",
            "STRING 'open");
  }

  @Test
  void nestsComments() {
    assertThat(scan("/* a /* b */ ; */ x")).containsExactly("COMMENT /* a /* b */ ; */", "WORD x");
  }

  @Test
  void keepsADollarInsideAWord() {
    assertThat(scan("a$b$c")).containsExactly("WORD a$b$c");
  }

  /** Whatever the text, the tokens put together are the text. */
  @Test
  void losesNothing() {
    String characters = "ab1'\"$-/*\\;. \n(";
    Seeds.each(random -> {
      var text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      var again = new StringBuilder();
      new SqlScanner(text.toString()).forEach(token -> again.append(token.text()));
      assertThat(again).hasToString(text.toString());
    });
  }
}
