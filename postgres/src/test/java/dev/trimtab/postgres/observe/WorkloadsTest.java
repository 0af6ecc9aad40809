package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.ServerFacts;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.core.workload.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static Snapshot with(Optional<Instant> reset, String... texts) {
    var server =
        new ServerFacts(
            180_000,
            "18",
            "shop",
            "anna",
            "UTF8",
            "C",
            false,
            Optional.empty(),
            NOW,
            NOW,
            reset,
            List.of(),
            List.of(),
            List.of());
    List<StatementStats> statements =
        Stream.of(texts)
            .map(text ->
                new StatementStats(text.length(), text, 5, Duration.ofMillis(9), 1, 0, 0, 0, 0))
            .toList();
    return new Snapshot(
        Snapshot.FORMAT,
        server,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        statements,
        List.of());
  }

  @Test
  void keepsStatementsOnRows() {
    var workload =
        Workloads.from(
            with(
                Optional.of(NOW.minusSeconds(60)),
                "SELECT 1",
                "/* app */ (SELECT 2)",
                "insert into t values ($1)",
                "WITH a AS (SELECT 1) SELECT * FROM a",
                "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE"));
    assertThat(workload.statements()).hasSize(5).allMatch(s -> s.calls() == 5);
    assertThat(workload.statements())
        .extracting(Statement::time)
        .contains(Optional.of(Duration.ofMillis(9)));
    assertThat(workload.period()).contains(Duration.ofMinutes(1));
    assertThat(workload.skipped()).isEmpty();
  }

  @Test
  void saysWhatItLeavesOut() {
    var workload =
        Workloads.from(
            with(Optional.empty(), "BEGIN", "COPY t TO stdout", "CREATE INDEX i ON t (a)"));
    assertThat(workload.statements()).isEmpty();
    assertThat(workload.period()).isEmpty();
    assertThat(workload.skipped())
        .hasSize(3)
        .anyMatch(s -> s.startsWith("1 transaction control statements"))
        .anyMatch(s -> s.startsWith("1 COPY commands"))
        .anyMatch(s -> s.startsWith("1 DDL and utility commands"));
  }
}
