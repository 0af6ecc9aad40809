package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it at a fiftieth of the size, which says nothing about times. */
class DemoIT {

  @TempDir private Path folder = Path.of("");

  @Test
  void showsTheWholeWorkloadBeforeAndAfter() throws IOException {
    var out = new StringWriter();
    var err = new StringWriter();
    var terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), Map.of(), false, false, 100);
    Path report = folder.resolve("report.html");

    int status =
        new Commands(terminal, Clock.system(ZoneOffset.UTC), EngineSession::open)
            .run("demo", "--scale=0.02", "--seed=7", "-o", report.toString());

    assertThat(status).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("kept", "whole workload", "users.by_email", "organizations.dashboard", "fsync")
        .contains("Report: " + report);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100 || line.contains("/"));
    assertThat(Files.readString(report)).contains("The whole workload, measured", "messages.page");
    assertThat(err.toString()).contains("1/6", "4/6");
  }
}
