package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.scenarios.BatchedRuns;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.Scenarios;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** At a hundredth of the size: what is counted by the server does not depend on it. */
class BatchRowsIT {

  private static final LoadOptions OPTIONS = new LoadOptions(0.01, 42);

  @Test
  void aHundredAndFiftyStatementsBecomeFourByLoaderAndWithoutAChangeOfCode() throws Exception {
    Scenario scenario = Scenarios.find("emissions").orElseThrow();
    try (var server = EmbeddedServer.start(ServerHome.bundled(), ScenarioServer.SETTINGS)) {
      try (var connection = server.connect("postgres");
          var statement = connection.createStatement()) {
        scenario.load(connection, OPTIONS, ProgressListener.SILENT);
        statement.execute("CREATE EXTENSION pg_stat_statements");
      }

      List<Row> rows =
          new BatchRows(
                  new BatchedRuns(
                      "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.port()),
                      EmbeddedServer.SUPERUSER,
                      server.password(),
                      OPTIONS.seed()),
                  scenario.batchedCode(OPTIONS).orElseThrow())
              .all();

      assertThat(rows)
          .filteredOn(row -> row.unit().equals("queries"))
          .hasSize(2)
          .allSatisfy(row -> {
            assertThat(row.before().orElseThrow().median()).isEqualTo(151);
            // Now and then the library asks the server what a statement calls.
            assertThat(row.after().orElseThrow().median()).isBetween(4.0, 4.5);
            assertThat(row.verdict()).isEqualTo(Verdict.AS_CLAIMED);
          });
    }
  }
}
