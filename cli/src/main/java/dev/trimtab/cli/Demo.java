package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.BeforeAfter;
import dev.trimtab.cli.report.Report;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Progress;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.StatementResult;
import dev.trimtab.scenarios.WorkloadResult;
import dev.trimtab.scenarios.WorkloadRunner;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A scenario loaded, measured, tuned and measured again on a server of our own. */
final class Demo implements AutoCloseable {

  /**
   * A server for a look, on two cores: nothing has to survive a crash, nothing else runs, and
   * nothing moves between the two measurements. What is not safe or usual is said in the output.
   */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("shared_preload_libraries", "pg_stat_statements"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("work_mem", "16MB"),
          Map.entry("maintenance_work_mem", "256MB"),
          Map.entry("effective_cache_size", "1GB"),
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("max_wal_size", "4GB"),
          Map.entry("wal_level", "minimal"),
          Map.entry("max_wal_senders", "0"),
          // The user is called as the schema of the journal is; his tables do not belong there.
          Map.entry("search_path", "public"),
          Map.entry("autovacuum", "off"),
          Map.entry("fsync", "off"),
          Map.entry("full_page_writes", "off"),
          Map.entry("synchronous_commit", "off"));

  private static final int STEPS = 6;

  /** Half of what is usual: a demo is watched. */
  private static final WorkloadRunner.Limits LIMITS =
      new WorkloadRunner.Limits(3, 25, Duration.ofMillis(50), Duration.ofSeconds(30));

  private final Context context;
  private final Scenario scenario;
  private final LoadOptions options;
  private final ProgressBar progress;
  private final long began = System.nanoTime();
  private final EmbeddedServer server;
  private final Thread stopper;

  Demo(Context context, Scenario scenario, LoadOptions options) {
    this.context = context;
    this.scenario = scenario;
    this.options = options;
    progress = context.progress();
    step(1, "starting PostgreSQL");
    server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS);
    // Who waits for the server when Ctrl-C comes is told by the end of its connection.
    stopper = new Thread(server::close);
    Runtime.getRuntime().addShutdownHook(stopper);
  }

  Report run() throws InterruptedException {
    String database = scenario.name();
    try {
      execute("postgres", "CREATE DATABASE " + database);
      WorkloadResult before;
      var runner = new WorkloadRunner(LIMITS, options.seed(), System::nanoTime);
      var workload = scenario.workload(options);
      try (Connection connection = server.connect(database)) {
        scenario.load(connection, options, listener(2, "loading"));
        execute(database, "CREATE EXTENSION pg_stat_statements");
        execute(database, "SELECT pg_stat_statements_reset()");
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
    var source = new Source.Live(target(database));
    try (var session =
        context
            .opener()
            .open(
                Request.of(source),
                (what, done, total) -> progress.progress("4/6 " + what, done, total))) {
      return session.tune();
    }
  }

  /** As autovacuum would in a minute: statistics of expressions, GIN's pending lists. */
  private void settle(String database, List<Change> changes) throws SQLException {
    List<TableName> tables =
        changes.stream()
            .filter(change -> change.state() == ChangeState.KEPT)
            .map(Change::table)
            .distinct()
            .toList();
    for (TableName table : tables) {
      step(5, "vacuum and analyze of " + table);
      execute(database, "VACUUM (ANALYZE) " + table.toSql());
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

  private void execute(String database, String sql) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Target target(String database) {
    return Target.parse(
        "postgres://%s@127.0.0.1:%d/%s"
            .formatted(EmbeddedServer.SUPERUSER, server.port(), database),
        Map.of("PGPASSWORD", server.password()));
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
        out.println("  PGPASSFILE=%s psql %s".formatted(file, target(scenario.name())));
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
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException _) {
      // Ctrl-C: it is running already and closes what is closed.
    }
  }
}
