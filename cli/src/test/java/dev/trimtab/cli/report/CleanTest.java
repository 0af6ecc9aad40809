package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import org.junit.jupiter.api.Test;

class CleanTest {

  @Test
  void whatCannotBeSeenIsShown() {
    assertThat(Clean.line("a\u001b[2Jb\u0007\u202Ec\u009b"))
        .isEqualTo("a\\u{1b}[2Jb\\u{7}\\u{202e}c\\u{9b}");
  }

  @Test
  void aLineIsALine() {
    assertThat(Clean.line("  SELECT *\n\tFROM  t\r\n")).isEqualTo("SELECT * FROM t");
  }

  @Test
  void severalLinesStaySeveral() {
    assertThat(Clean.lines("a\r\n  b\tc\u0000")).isEqualTo("a\n  b    c\\u{0}");
  }

  @Test
  void plainTextIsLeftAlone() {
    assertThat(Clean.line("Größe 表 'x' -- y")).isEqualTo("Größe 表 'x' -- y");
  }

  @Test
  void wideLettersTakeTwoColumns() {
    assertThat(Clean.width("表é")).isEqualTo(3);
    assertThat(Clean.cut("表表表表", 7)).isEqualTo("表表...");
  }

  /** Whatever the text, lines fit and nothing but spaces is lost. */
  @Test
  void wrappedLinesFitAndLoseNothing() {
    Seeds.each(random -> {
      var text = new StringBuilder();
      int length = random.nextInt(80);
      for (int i = 0; i < length; i++) {
        text.append("ab \u8868".charAt(random.nextInt(4)));
      }
      int columns = 4 + random.nextInt(30);
      var lines = Clean.wrap(text.toString(), columns);
      assertThat(lines).allMatch(line -> Clean.width(line) <= columns);
      assertThat(String.join("", lines).replace(" ", ""))
          .isEqualTo(text.toString().replace(" ", ""));
    });
  }
}
