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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One system at a fiftieth of the size, which says nothing about times. */
class SystemsIT {

  @TempDir private Path folder = Path.of("");

  @Test
  void putsEveryClaimBesideWhatWasMeasured() throws IOException {
    var out = new StringWriter();
    var err = new StringWriter();
    var terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), Map.of(), false, false, 120);

    int status =
        new Commands(terminal, Clock.system(ZoneOffset.UTC), EngineSession::open)
            .run("bench", "systems", "--scenario=leads", "--scale=0.02", "--into=" + folder);

    assertThat(status).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("upsert of 100 cached users", "the report's", "Trimtab's, no more bytes and log")
        .contains("AgentMetricsSnapshot_orgId_agentUserId_windowDays_idx");
    assertThat(Files.readString(folder.resolve("systems.html"))).contains("<h2>leads");
    assertThat(Files.readString(folder.resolve("systems.md")))
        .contains("## leads: ", "| the report's |", "Redundant in the report's set");
    JsonNode system =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("systems.json")))
            .get("systems")
            .get(0);
    assertThat(system.get("claims").size()).isEqualTo(7);
    assertThat(system.get("indexSets").size()).isEqualTo(4);
    for (JsonNode claim : system.get("claims")) {
      assertThat(claim.get("before").get("median").asDouble()).isPositive();
      assertThat(claim.get("after").get("median").asDouble()).isPositive();
    }
  }
}
