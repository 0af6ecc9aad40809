package dev.trimtab.bench.stalls;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.observe.SqlFile;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long others wait while we change a table: a writer and a reader alongside every apply, verify
 * and undo, beside the same without us.
 *
 * <p>Question: what is the longest stall due to us? Success, said before running: at most 50 ms
 * more than the longest without us, no error, no row lost. Run with {@code bench/run stalls
 * [ROWS]}.
 */
public final class Stalls {

  static final int CUSTOMERS = 1_000;

  private static final long ROWS_USUAL = 5_000_000;
  private static final Duration ALONE = Duration.ofSeconds(15);
  private static final String DATABASE = "stalls";

  /**
   * A server as it is installed, but for room between two checkpoints, and commits that do not wait
   * for the disk: on a busy one they wait for hundreds of milliseconds without us, and hide what is
   * ours.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_buffers", "512MB",
          "maintenance_work_mem", "256MB",
          "max_wal_size", "8GB",
          "synchronous_commit", "off",
          "search_path", "public",
          "shared_preload_libraries", "pg_stat_statements");

  private static final String BY_CUSTOMER =
      "-- id: of customer\n-- calls: 1000\nSELECT id, state FROM orders WHERE customer = $1;\n";

  private static final String COUNT =
      "-- id: count\n-- calls: 100000\nSELECT count(*) FROM orders WHERE customer = $1;\n";

  private final EmbeddedServer server;
  private final long rows;

  private Stalls(EmbeddedServer server, long rows) {
    this.server = server;
    this.rows = rows;
  }

  /** Takes the number of rows, 5,000,000 if none is given. */
  public static void main(String[] arguments) throws Exception {
    long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : ROWS_USUAL;
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS)) {
      new Stalls(server, rows).run();
    }
  }

  private void run() throws Exception {
    load();
    var bystanders = new Bystanders(server, DATABASE, rows);
    try (bystanders) {
      alone(bystanders, "without us");
      Outcome indexes = tune(bystanders, "tune: index built and measured", BY_CUSTOMER, false);
      verify(bystanders, "verify: index");
      Outcome counts = tune(bystanders, "tune: count stored and measured", COUNT, true);
      verify(bystanders, "verify: index and count");
      undo(bystanders, "undo: count taken away", counts);
      undo(bystanders, "undo: index dropped", indexes);
      alone(bystanders, "without us, again");
    }
    report(bystanders);
  }

  private void load() throws SQLException {
    execute("postgres", "CREATE DATABASE " + DATABASE);
    execute(
        DATABASE,
        """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
        INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, %1$d) i;
        CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          customer int NOT NULL REFERENCES customers, state text NOT NULL, note text);
        INSERT INTO orders (customer, state, note)
          SELECT 1 + (i::bigint * 7919) %% %1$d, CASE WHEN i %% 10 = 0 THEN 'open' ELSE 'done' END,
            repeat('n', 40)
          FROM generate_series(1, %2$d) i;
        """
            .formatted(CUSTOMERS, rows));
    execute(DATABASE, "VACUUM ANALYZE");
    execute(DATABASE, "CHECKPOINT");
  }

  private void execute(String database, String sql) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void alone(Bystanders bystanders, String name) throws InterruptedException {
    bystanders.enter(name);
    Thread.sleep(ALONE);
  }

  private Engine engine(Optional<Workload> workload, boolean storedCounts) {
    var target =
        Target.parse(
            "postgres://%s@127.0.0.1:%d/%s"
                .formatted(EmbeddedServer.SUPERUSER, server.port(), DATABASE),
            Map.of("PGPASSWORD", server.password()));
    return new Engine(
        EngineOptions.of(target)
            .workload(workload)
            .storedCounts(storedCounts)
            .allowSuperuser(true)
            .build(),
        EngineListener.SILENT);
  }

  private Outcome tune(
      Bystanders bystanders, String name, String statements, boolean storedCounts) {
    bystanders.enter(name);
    Outcome outcome =
        engine(Optional.of(SqlFile.parse("stalls.sql", statements)), storedCounts).tune();
    outcome
        .changes()
        .forEach(change ->
            System.out.printf(
                Locale.ROOT,
                "  %s %s: %s%n",
                change.kind(),
                change.index(),
                change.outcome().orElse("no outcome")));
    outcome.stopped().forEach(why -> System.out.println("  stopped: " + why));
    return outcome;
  }

  private void verify(Bystanders bystanders, String name) {
    bystanders.enter(name);
    var workload = Optional.of(SqlFile.parse("stalls.sql", BY_CUSTOMER + COUNT));
    engine(workload, false)
        .verify()
        .changes()
        .forEach(change ->
            System.out.printf(
                Locale.ROOT,
                "  verify %s: %s%n",
                change.index(),
                change.outcome().orElse("no outcome")));
  }

  private void undo(Bystanders bystanders, String name, Outcome outcome) {
    bystanders.enter(name);
    List<Change> kept =
        outcome.changes().stream().filter(c -> c.state() == ChangeState.KEPT).toList();
    for (Change change : kept.reversed()) {
      System.out.printf(
          Locale.ROOT,
          "  undo %s: %s%n",
          change.index(),
          engine(Optional.empty(), false).undo(change.id()).state());
    }
  }

  private void report(Bystanders bystanders) throws SQLException {
    System.out.printf(
        Locale.ROOT,
        "%n%,d rows, an INSERT and a read by key every 5 ms; number of operations by latency.%n%n",
        rows);
    System.out.println(Histogram.title());
    double alone = 0;
    double withUs = 0;
    for (var phase : bystanders.phases().entrySet()) {
      var writes = phase.getValue().writes();
      var reads = phase.getValue().reads();
      System.out.println(writes.line(phase.getKey() + ", writes"));
      System.out.println(reads.line(phase.getKey() + ", reads"));
      double longest = Math.max(writes.maxMillis(), reads.maxMillis());
      if (phase.getKey().startsWith("without us")) {
        alone = Math.max(alone, longest);
      } else {
        withUs = Math.max(withUs, longest);
      }
    }
    long lost = bystanders.rowsExpected() - count();
    System.out.printf(
        Locale.ROOT,
        "%nLongest: %.1f ms with us, %.1f ms without; %.1f ms due to us. Errors: %d. Rows lost: %d.%n",
        withUs,
        alone,
        Math.max(0, withUs - alone),
        bystanders.errors(),
        lost);
  }

  private long count() throws SQLException {
    try (var connection = server.connect(DATABASE);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM orders")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
