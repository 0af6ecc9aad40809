package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trimtab.testkit.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteVolumeIT {

  private static final int PER_HOUR = 1_000;

  /** An entry is an item of 16 bytes and its head; a page split now and then comes on top. */
  @Test
  void anIndexLogsItsEntriesAndOneOnAnotherTableNothing() throws Exception {
    var postgres = TestPostgres.newest();
    String database = postgres.createDatabase();
    postgres.execute(
        database,
        """
        CREATE TABLE reading (id int, at int);
        CREATE TABLE place (id int, name text);
        INSERT INTO reading SELECT n, n FROM generate_series(1, 20000) n;
        INSERT INTO place SELECT n, 'x' FROM generate_series(1, 20000) n;
        CREATE INDEX by_time ON reading (at);
        CREATE INDEX by_name ON place (name)
        """);
    var workload =
        new Workload(
            List.of(
                WorkloadStatement.write(
                    "reading.insert",
                    PER_HOUR,
                    "INSERT INTO reading VALUES (?, ?)",
                    random -> List.of(random.nextInt(20_000), random.nextInt(20_000)))));
    try (var connection = postgres.connect(database)) {
      var volume = new WriteVolume(1);

      assertThat(volume.bytesPerHourOf(connection, workload, "by_time"))
          .isBetween(50.0 * PER_HOUR, 200.0 * PER_HOUR);
      assertThat(volume.bytesPerHourOf(connection, workload, "by_name"))
          .isBetween(-10.0 * PER_HOUR, 10.0 * PER_HOUR);
      assertThat(connection.getAutoCommit()).isTrue();
      try (var statement = connection.createStatement()) {
        assertThatCode(() -> statement.execute("DROP INDEX by_time, by_name"))
            .as("both are still there")
            .doesNotThrowAnyException();
      }
    }
  }
}
