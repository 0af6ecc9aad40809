package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads what a server really writes; it needs one of its own, because logging is set at start. */
class LogReaderIT {

  @Test
  void readsTheThreeFormatsOfARealServerAlike() throws Exception {
    try (var server =
        EmbeddedPostgres.builder()
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_destination", "stderr,csvlog,jsonlog")
            .setServerConfig("log_directory", "log")
            .setServerConfig("log_filename", "server.log")
            .setServerConfig("log_min_duration_statement", "0")
            .setServerConfig("session_preload_libraries", "auto_explain")
            .setServerConfig("auto_explain.log_min_duration", "0")
            .start()) {
      Path data;
      String url = server.getJdbcUrl("postgres", "postgres");
      try (var connection = DriverManager.getConnection(url + "&prepareThreshold=0");
          var statement = connection.createStatement()) {
        try (var rows = statement.executeQuery("SHOW data_directory")) {
          assertThat(rows.next()).isTrue();
          data = Path.of(rows.getString(1));
        }
        statement.execute("CREATE TABLE notes (id int, body text)");
        try (var insert = connection.prepareStatement("INSERT INTO notes VALUES (?, ?)")) {
          for (int i = 0; i < 3; i++) {
            insert.setInt(1, i);
            insert.setString(2, i == 0 ? "it's, \"quoted\"\nand broken" : null);
            insert.executeUpdate();
          }
        }
      }
      Path log = data.resolve("log");
      List<Workload> read =
          List.of(
              LogReader.read(log.resolve("server.log"), Optional.empty()),
              LogReader.read(log.resolve("server.csv"), Optional.of("postgres")),
              LogReader.read(log.resolve("server.json"), Optional.of("postgres")));
      for (Workload workload : read) {
        Statement insert =
            workload.statements().stream()
                .filter(s -> s.text().startsWith("INSERT INTO notes"))
                .findFirst()
                .orElseThrow();
        assertThat(insert.text()).isEqualTo("INSERT INTO notes VALUES ($1, $2)");
        assertThat(insert.calls()).isEqualTo(3);
        assertThat(insert.time()).isPresent();
        assertThat(insert.samples())
            .containsExactly(
                List.of(Optional.of("0"), Optional.of("it's, \"quoted\"\nand broken")),
                List.of(Optional.of("1"), Optional.empty()),
                List.of(Optional.of("2"), Optional.empty()));
      }
      assertThat(Files.exists(log.resolve("server.json"))).isTrue();
    }
  }
}
