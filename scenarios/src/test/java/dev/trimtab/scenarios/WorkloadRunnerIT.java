package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkloadRunnerIT {

  private static final Duration TICK = Duration.ofMillis(1);
  private static final WorkloadStatement READ =
      WorkloadStatement.read(
          "items.read",
          10,
          "SELECT id FROM item WHERE id <= ?",
          random -> List.of(1 + random.nextInt(5)));
  private static final WorkloadStatement WRITE =
      WorkloadStatement.write("items.delete", 5, "DELETE FROM item", _ -> List.of());

  private final AtomicLong nanos = new AtomicLong();
  private final Connection connection;

  WorkloadRunnerIT() throws SQLException {
    var postgres = TestPostgres.newest();
    String database = postgres.createDatabase();
    postgres.execute(
        database, "CREATE TABLE item AS SELECT id FROM generate_series(1, 5) AS t (id)");
    connection = postgres.connect(database);
  }

  @BeforeEach
  void startClock() {
    nanos.set(0);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void spendsTheBudgetAndCountsEveryDrawEqually() throws Exception {
    var result = runner(3, 4, Duration.ofMillis(60)).run(connection, only(READ), _ -> {});

    var read = result.statements().getFirst();
    assertThat(read.draws()).isEqualTo(4);
    assertThat(read.executions()).isGreaterThan(4).isLessThan(80);
    assertThat(read.executions() % read.draws()).isZero();
    assertThat(read.rows()).isBetween(4L, 20L);
  }

  @Test
  void makesItsLeastDrawsEvenWithoutBudget() throws Exception {
    var read = runner(3, 9, Duration.ZERO).run(connection, only(READ), _ -> {}).statements();

    assertThat(read.getFirst().draws()).isEqualTo(3);
    assertThat(read.getFirst().executions()).isEqualTo(3);
    assertThat(read.getFirst().mean()).isEqualTo(TICK);
  }

  @Test
  void weighsTimeByCalls() throws Exception {
    var result =
        runner(2, 2, Duration.ZERO)
            .run(connection, new Workload(List.of(READ, WRITE)), ProgressListener.SILENT);

    assertThat(result.weightedTotal()).isEqualTo(TICK.multipliedBy(15));
    assertThat(result.callsPerHour()).isEqualTo(15);
  }

  @Test
  void leavesTheDataAndTheConnectionAsTheyWere() throws Exception {
    var result = runner(2, 2, Duration.ZERO).run(connection, only(WRITE), _ -> {});

    assertThat(result.statements().getFirst().rows()).isEqualTo(10);
    assertThat(text("SELECT count(*) FROM item")).isEqualTo("5");
    assertThat(text("SHOW statement_timeout")).isEqualTo("0");
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void repeatsTheVeryStatementsOfAnEarlierRun() throws Exception {
    var drawn = new ArrayList<Object>();
    var recording =
        WorkloadStatement.read(
            "items.recorded",
            1,
            "SELECT ?::int",
            random -> {
              var parameters = List.<Object>of(random.nextInt(1_000));
              drawn.add(parameters);
              return parameters;
            });
    var earlier = runner(5, 5, Duration.ZERO).run(connection, only(recording), _ -> {});
    var first = List.copyOf(drawn);
    drawn.clear();

    var later = runner(2, 9, Duration.ZERO).repeat(connection, only(recording), earlier, _ -> {});

    assertThat(drawn).isEqualTo(first);
    assertThat(later.statements().getFirst().draws()).isEqualTo(5);
  }

  @Test
  void namesTheStatementAndTheSqlStateOfAFailure() throws Exception {
    var broken = WorkloadStatement.read("items.broken", 1, "SELECT 1/0", _ -> List.of());

    assertThatThrownBy(() -> runner(1, 1, Duration.ZERO).run(connection, only(broken), _ -> {}))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("items.broken")
        .hasMessageContaining("22012");
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void cancelsWhatTakesTooLong() {
    var endless = WorkloadStatement.read("items.endless", 1, "SELECT pg_sleep(60)", _ -> List.of());
    var limits = new WorkloadRunner.Limits(1, 1, Duration.ZERO, Duration.ofMillis(50));

    assertThatThrownBy(
            () -> new WorkloadRunner(limits, 1, this::tick).run(connection, only(endless), _ -> {}))
        .hasMessageContaining("57014");
  }

  @Test
  void stopsWhenInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> runner(1, 1, Duration.ZERO).run(connection, only(READ), _ -> {}))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("items.read");
  }

  @Test
  void reportsEachStatementOnce() throws Exception {
    var reported = new ArrayList<String>();

    runner(1, 1, Duration.ZERO)
        .run(
            connection,
            new Workload(List.of(READ, WRITE)),
            progress -> reported.add(progress.subject() + progress.step() + progress.steps()));

    assertThat(reported).containsExactly("items.read12", "items.delete22");
  }

  private WorkloadRunner runner(int drawsMin, int drawsMax, Duration budget) {
    return new WorkloadRunner(
        new WorkloadRunner.Limits(drawsMin, drawsMax, budget, Duration.ofSeconds(10)),
        1,
        this::tick);
  }

  /** A clock that moves by one tick at each look, so every execution takes exactly one. */
  private long tick() {
    return nanos.addAndGet(TICK.toNanos());
  }

  private static Workload only(WorkloadStatement statement) {
    return new Workload(List.of(statement));
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
