package dev.trimtab.cli;

import dev.trimtab.cli.report.BeforeAfter;
import dev.trimtab.cli.report.Report;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Progress;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.StatementResult;
import dev.trimtab.scenarios.WorkloadResult;
import dev.trimtab.scenarios.WorkloadRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A scenario loaded, measured, tuned and measured again on a server of our own. */
final class Demo implements AutoCloseable {

  private static final int STEPS = 6;

  /** Half of what is usual: a demo is watched. */
  private static final WorkloadRunner.Limits LIMITS =
      new WorkloadRunner.Limits(3, 25, Duration.ofMillis(50), Duration.ofSeconds(30));

  private final Context context;
  private final Scenario scenario;
  private final LoadOptions options;
  private final ProgressBar progress;
  private final long began = System.nanoTime();
  private final ScenarioServer server;

  Demo(Context context, Scenario scenario, LoadOptions options) {
    this.context = context;
    this.scenario = scenario;
    this.options = options;
    progress = context.progress();
    step(1, "starting PostgreSQL");
    server = ScenarioServer.start(context);
  }

  Report run() throws InterruptedException {
    String database = scenario.name();
    try {
      server.execute("postgres", "CREATE DATABASE " + database);
      WorkloadResult before;
      var runner = new WorkloadRunner(LIMITS, options.seed(), System::nanoTime);
      var workload = scenario.workload(options);
      try (Connection connection = server.connect(database)) {
        scenario.load(connection, options, listener(2, "loading"));
        server.execute(database, "CREATE EXTENSION pg_stat_statements");
        server.execute(database, "SELECT pg_stat_statements_reset()");
        before = runner.run(connection, workload, listener(3, "running"));
      }
      Outcome outcome = tune(database);
      settle(database, outcome.changes());
      WorkloadResult after;
      try (Connection connection = server.connect(database)) {
        after = runner.repeat(connection, workload, before, listener(6, "running again"));
      }
      progress.close();
      return Report.of("demo " + database, context.clock().instant(), outcome)
          .with(compare(before, after));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "run the demo");
    }
  }

  private Outcome tune(String database) {
    step(4, "tuning");
    return server.tune(
        database, (what, done, total) -> progress.progress("4/6 " + what, done, total));
  }

  private void settle(String database, List<Change> changes) throws SQLException {
    for (TableName table : ScenarioServer.changed(changes)) {
      step(5, "vacuum and analyze of " + table);
      server.execute(database, "VACUUM (ANALYZE) " + table.toSql());
    }
  }

  private BeforeAfter compare(WorkloadResult before, WorkloadResult after) {
    return new BeforeAfter(
        "statement",
        before.statements().stream()
            .map(one -> line(one, after.find(one.name()).orElse(one)))
            .toList());
  }

  private BeforeAfter.Line line(StatementResult before, StatementResult after) {
    return new BeforeAfter.Line(
        before.name(),
        before.statement().sql(),
        before.statement().callsPerHour(),
        timing(before),
        timing(after),
        millis(before.weighted()),
        millis(after.weighted()),
        scenario.claimedTimesFaster(before.name()));
  }

  private static Timing timing(StatementResult result) {
    return new Timing(
        millis(result.median()), millis(result.min()), millis(result.max()), result.executions());
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void step(int number, String what) {
    progress.progress("%d/%d %s".formatted(number, STEPS, what), 0, 0);
  }

  private ProgressListener listener(int number, String what) {
    return (Progress done) ->
        progress.progress(
            "%d/%d %s %s".formatted(number, STEPS, what, scenario.name()),
            done.step(),
            done.steps());
  }

  /** Says how to reach the database and waits for Ctrl-C. */
  void keep() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("trimtab-demo");
      Path file =
          Files.createFile(
              folder.resolve("pgpass"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(file, "*:*:*:*:" + server.password() + "\n");
        var out = context.terminal().out();
        out.println("The database runs until Ctrl-C. Reach it with:");
        out.println("  PGPASSFILE=%s psql %s".formatted(file, server.target(scenario.name())));
        out.flush();
        new CountDownLatch(1).await();
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not write a password file", e);
    }
  }

  @Override
  public void close() {
    progress.close();
    server.close();
  }
}
