package dev.trimtab.cli.report;

import java.nio.file.*;
import org.junit.jupiter.api.Test;

class LookTest {
  @Test
  void look() throws Exception {
    Files.writeString(Path.of("target/advice.html"), HtmlReport.render(Samples.advice()));
    Files.writeString(Path.of("target/tuned.html"), HtmlReport.render(Samples.measured()));
    Files.writeString(Path.of("target/hostile.html"), HtmlReport.render(Samples.hostile()));
    Files.writeString(
        Path.of("target/advice.txt"), TextReport.render(Samples.advice(), 100, Style.PLAIN));
    Files.writeString(
        Path.of("target/tuned.txt"), TextReport.render(Samples.measured(), 100, Style.PLAIN));
    Files.writeString(
        Path.of("target/hostile.txt"),
        TextReport.render(Samples.hostile(), 100, Style.PLAIN)
            + SqlReport.render(Samples.hostile()));
    Files.writeString(Path.of("target/advice.sql"), SqlReport.render(Samples.advice()));
    Files.writeString(Path.of("target/advice.json"), JsonReport.render(Samples.measured()));
    Files.writeString(
        Path.of("target/history.txt"),
        HistoryText.render(Samples.outcome().changes(), java.time.ZoneOffset.UTC, 100, Style.PLAIN)
            + AgreementText.render(Samples.findings().agreement(), 100, Style.PLAIN)
            + DemoText.render(
                Samples.measured(), java.time.Duration.ofSeconds(84), 100, Style.PLAIN));
  }
}
