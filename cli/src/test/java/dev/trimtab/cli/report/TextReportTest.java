package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.engine.WhatIf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Compared with files that somebody looked at. After a change that is meant: run with {@code
 * TRIMTAB_GOLDEN=write} in the environment and review the difference.
 */
class TextReportTest {

  private static final int ROOM = 100;

  @Test
  void adviceReadsAsItShould() {
    golden("advice.txt", TextReport.render(Samples.advice(), ROOM, Style.PLAIN));
  }

  @Test
  void tuningReadsAsItShould() {
    golden("tuned.txt", TextReport.render(Samples.tuned(), ROOM, Style.PLAIN));
  }

  @Test
  void theDemoReadsAsItShould() {
    golden(
        "demo.txt", DemoText.render(Samples.measured(), Duration.ofSeconds(84), ROOM, Style.PLAIN));
  }

  @Test
  void historyAndAgreementAndSqlReadAsTheyShould() {
    golden(
        "history.txt",
        HistoryText.render(Samples.outcome().changes(), ZoneOffset.UTC, ROOM, Style.PLAIN));
    golden(
        "agreement.txt", AgreementText.render(Samples.findings().agreement(), ROOM, Style.PLAIN));
    golden("advice.sql", SqlReport.render(Samples.advice()));
    golden(
        "explain.txt",
        WhatIfText.render(
            new WhatIf(
                "SELECT * FROM orders WHERE customer_id = $1",
                new WhatIf.Plan(24_195.2, "Seq Scan on orders  (cost=0.00..24195.20 rows=12)"),
                List.of("CREATE INDEX ON orders (customer_id)"),
                new WhatIf.Plan(8.62, "Index Scan using a on orders  (cost=0.43..8.62 rows=12)"),
                Samples.findings().statementAdvice().subList(0, 1),
                List.of()),
            ROOM,
            Style.PLAIN));
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int room : List.of(60, 80, 100, 160)) {
      for (Report report : List.of(Samples.advice(), Samples.measured(), Samples.hostile())) {
        assertThat(TextReport.render(report, room, Style.PLAIN).lines())
            .allMatch(line -> Clean.width(line) <= room + SLACK);
      }
    }
  }

  /** A line of facts is not broken in the middle of one. */
  private static final int SLACK = 45;

  @Test
  void namesCannotSteerTheTerminal() {
    for (Style style : Style.values()) {
      String text = TextReport.render(Samples.hostile(), ROOM, style);
      assertThat(text.replaceAll("\u001b\\[[0-9]+m", ""))
          .matches("[\\P{Cntrl}\\n]*")
          .doesNotContain("\u202e");
    }
  }

  @Test
  void colorsAreOnlyThereWhenWanted() {
    assertThat(TextReport.render(Samples.advice(), ROOM, Style.PLAIN)).doesNotContain("\u001b");
    assertThat(TextReport.render(Samples.advice(), ROOM, Style.COLORED)).contains("\u001b[32m");
  }

  @Test
  void aNameCannotEndAComment() {
    String sql = SqlReport.render(Samples.hostile());

    // Outside of the one statement every line is a comment or empty.
    String statement = Samples.hostile().recommendations().getFirst().applySql() + ";\n";
    assertThat(sql).contains(statement);
    assertThat(sql.replace(statement, "").lines())
        .allMatch(line -> line.isEmpty() || line.startsWith("-- "));
  }

  private static void golden(String name, String actual) {
    if ("write".equals(System.getenv("TRIMTAB_GOLDEN"))) {
      try {
        Files.writeString(
            Path.of("src/test/resources/dev/trimtab/cli/report").resolve(name), actual);
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (var in = TextReportTest.class.getResourceAsStream(name)) {
      String expected =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(actual).isEqualTo(expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
