package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** An index that looks best and is not, under a limit that leaves no room beside it. */
class FreshLookIT {

  /**
   * All of kind 7 is old. The planner supposes that every tenth of the newest is of that kind, and
   * that an index on the time finds twenty of them at once; it walks through nine tenths of the
   * table, row by row.
   */
  private static final String SCHEMA =
      """
      CREATE TABLE event (id int PRIMARY KEY, kind int, who int, at timestamptz, note text);
      INSERT INTO event
        SELECT n, CASE WHEN n <= 30000 THEN 7 ELSE 10 + n % 9 END, n % 2000,
          timestamptz '2026-01-01' + n * interval '1 minute', repeat('n', 120)
        FROM generate_series(1, 300000) n ORDER BY hashint4(n);
      """;

  private static final long ROOM = 9_000_000;

  private static Statement asked(String id, String text, int calls, int millis, String... sample) {
    return new Statement(
        id,
        text,
        calls,
        Optional.of(Duration.ofMillis((long) calls * millis)),
        List.of(List.of(sample).stream().map(Optional::of).toList()));
  }

  private static final Workload WORKLOAD =
      new Workload(
          "a test",
          Optional.empty(),
          List.of(
              asked(
                  "newest of a kind",
                  "SELECT id, note FROM event WHERE kind = $1 ORDER BY at DESC LIMIT 20",
                  1000,
                  40,
                  "7"),
              asked("of a person", "SELECT id, note FROM event WHERE who = $1", 500, 40, "77")),
          List.of());

  @Test
  void roomOfAnIndexThatMeasuringRefutedIsGivenOutAnew() throws Exception {
    TestPostgres server = TestPostgres.newest();
    String database = server.createDatabase();
    server.execute(database, SCHEMA);
    server.execute(database, "VACUUM ANALYZE event");
    var told = new ArrayList<String>();

    Outcome outcome =
        new Engine(
                EngineOptions.of(Target.parse(server.url(database, "postgres"), Map.of()))
                    .workload(WORKLOAD)
                    .budget(
                        new Budget(OptionalLong.of(ROOM), OptionalInt.empty(), Optional.empty()))
                    .allowSuperuser(true)
                    .build(),
                (what, done, total) -> told.add(what))
            .tune();

    assertThat(outcome.changes().getFirst())
        .satisfies(first -> {
          assertThat(first.applySql()).contains("(\"at\"");
          assertThat(first.state()).isEqualTo(ChangeState.ROLLED_BACK);
        });
    assertThat(told).contains("choosing anew without what was refuted");
    assertThat(outcome.changes())
        .filteredOn(change -> change.state() == ChangeState.KEPT)
        .extracting(Change::applySql)
        .anyMatch(sql -> sql.contains("(\"who\""));
    assertThat(outcome.findings().advice().recommendations())
        .as("what was not tried is not advised any more")
        .extracting(Recommendation::index)
        .containsExactlyElementsOf(outcome.changes().stream().map(Change::index).toList());
  }
}
