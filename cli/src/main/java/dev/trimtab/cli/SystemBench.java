package dev.trimtab.cli;

import dev.trimtab.cli.report.Systems;
import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.cli.report.Systems.Share;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.Recommendation.DropIndex;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.JdbcText;
import dev.trimtab.scenarios.BatchedRuns;
import dev.trimtab.scenarios.CacheReplay;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.OperationRunner;
import dev.trimtab.scenarios.PooledRequests;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.Workload;
import dev.trimtab.scenarios.WorkloadResult;
import dev.trimtab.scenarios.WorkloadRunner;
import dev.trimtab.scenarios.WorkloadStatement;
import dev.trimtab.scenarios.WriteVolume;
import dev.trimtab.twin.EmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures one system three times: as it was, with the indexes its report added, and with what
 * Trimtab finds with no hint from the report. Each on a copy of the same data, on the same server.
 */
final class SystemBench {

  private static final WorkloadRunner.Limits LIMITS =
      new WorkloadRunner.Limits(3, 25, Duration.ofMillis(100), Duration.ofSeconds(60));

  /** Below it, the log of a few writes is no measure to go by, and the first set is taken. */
  private static final double SCALE_MIN = 0.1;

  /** Half a minute each way. */
  private static final Duration TRACE = Duration.ofMinutes(30);

  private static final double TRACE_SPEED = 60;
  private static final Duration TRACE_AT_SMALL_SCALE = Duration.ofMinutes(3);

  /** So many statements say what is still slow. */
  private static final int SLOWEST = 8;

  /** As many of a statement as the advisor looks at. */
  private static final int SAMPLES = 6;

  private static final String OURS =
      "SELECT %s FROM pg_index i"
          + " JOIN pg_class c ON c.oid = i.indexrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = 'public'"
          + " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)";

  /** The system that claims something of its pool, and what a request of its asks. */
  private static final String POOLED = "emissions";

  private static final List<String> REQUEST = List.of("users.by_id", "organizations.by_slug");

  private final ScenarioServer server;
  private final Scenario scenario;
  private final LoadOptions options;
  private final ProgressBar progress;
  private final WorkloadRunner runner;
  private final Workload workload;

  SystemBench(ScenarioServer server, Scenario scenario, LoadOptions options, ProgressBar progress) {
    this.server = server;
    this.scenario = scenario;
    this.options = options;
    this.progress = progress;
    runner = new WorkloadRunner(LIMITS, options.seed(), System::nanoTime);
    workload = scenario.workload(options);
  }

  /**
   * A workload and the operations, measured with one set of indexes.
   *
   * @param onServer execution on the server alone, of statements with a claim in that unit
   */
  record Measured(
      WorkloadResult workload, Map<String, Ways> operations, Map<String, Timing> onServer) {}

  /** Both ways of an operation. */
  record Ways(OperationRunner.Result naive, OperationRunner.Result improved) {}

  Systems.One run() throws InterruptedException {
    long began = System.nanoTime();
    String ours = scenario.name();
    String theirs = scenario.name() + "_report";
    try {
      Measured before = load(ours);
      long bytes = number(ours, "SELECT pg_database_size(current_database())");
      IndexSet none = set("none", ours, before);
      tell("copying");
      server.execute(
          "postgres", "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(theirs, ours));
      buildReports(theirs);
      IndexSet report = set("the report's", theirs, measure(theirs, before));
      List<String> unused = names(theirs, "c.relname", " AND pg_stat_get_numscans(c.oid) = 0");
      Findings findings =
          server.advise(theirs, (what, done, total) -> tell("advising: " + what, done, total));
      var within = new SetWithinLimits(new Building(theirs, before), none, report, this::note);
      IndexSet bounded = options.scale() < SCALE_MIN ? within.first() : within.best();
      server.execute("postgres", "DROP DATABASE " + theirs);
      Measured after = tune(ours, before);
      IndexSet free = set("Trimtab's, as many as pay", ours, after);
      var rows = new ArrayList<>(new ClaimRows(scenario, before, after).all());
      rows.addAll(batched(ours));
      rows.addAll(cacheRows(ours));
      rows.addAll(pool(ours));
      server.execute("postgres", "DROP DATABASE " + ours);
      return new Systems.One(
          scenario.name(),
          scenario.title(),
          bytes,
          none.hourMillis(),
          rows,
          List.of(none, report, bounded, free),
          redundant(findings),
          unused,
          missing(findings),
          Duration.ofNanos(System.nanoTime() - began));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "measure " + scenario.name());
    }
  }

  private List<Systems.Row> batched(String database) {
    tell("running loops, and without them");
    return scenario
        .batchedCode(options)
        .map(code -> new BatchRows(batchedRuns(database), code).all())
        .orElse(List.of());
  }

  private BatchedRuns batchedRuns(String database) {
    return new BatchedRuns(
        server.url(database), EmbeddedServer.SUPERUSER, server.password(), options.seed());
  }

  /** The claim of the one system that built a pool. */
  private List<Systems.Row> pool(String database) throws InterruptedException {
    if (!scenario.name().equals(POOLED)) {
      return List.of();
    }
    var requests =
        new PooledRequests(
            server.url(database),
            EmbeddedServer.SUPERUSER,
            server.password(),
            REQUEST.stream().map(name -> workload.find(name).orElseThrow()).toList(),
            options.seed());
    // A look at a few rows is no place to wait for a pool to fill three times.
    List<Integer> clients =
        options.scale() < SCALE_MIN ? PoolRows.CLIENTS.subList(0, 1) : PoolRows.CLIENTS;
    return new PoolRows(
            requests, clients, count -> tell("through pools: %d clients".formatted(count)))
        .all();
  }

  private Measured tune(String database, Measured before)
      throws SQLException, InterruptedException {
    Outcome outcome =
        server.tune(database, (what, done, total) -> tell("tuning: " + what, done, total));
    vacuum(database, outcome);
    return measure(database, before);
  }

  /** Indexes built in a database, within what the report's take. */
  private final class Building implements SetWithinLimits.Database {
    private final String database;
    private final Measured before;

    Building(String database, Measured before) {
      this.database = database;
      this.before = before;
    }

    @Override
    public SetWithinLimits.Turn tune(Budget budget, Set<String> except) throws SQLException {
      dropAll(database);
      server.execute(database, "DROP SCHEMA IF EXISTS trimtab CASCADE");
      Outcome outcome =
          server.tune(
              database,
              logged(before.workload()),
              budget,
              except,
              (what, done, total) -> tell("tuning within limits: " + what, done, total));
      vacuum(database, outcome);
      return SetWithinLimits.Turn.of(outcome);
    }

    @Override
    public SetWithinLimits.Footprint footprint(SetWithinLimits.Kept index) throws SQLException {
      tell("measuring what an index logs");
      try (Connection connection = server.connect(database)) {
        return new SetWithinLimits.Footprint(
            number(
                database,
                "SELECT pg_relation_size('%s')".formatted(index.name().replace("'", "''"))),
            new WriteVolume(options.seed()).bytesPerHourOf(connection, workload, index.name()));
      }
    }

    @Override
    public void drop(SetWithinLimits.Kept index) throws SQLException {
      server.execute(database, "DROP INDEX " + index.name());
    }

    @Override
    public IndexSet measure() throws SQLException, InterruptedException {
      return set(
          "Trimtab's, no more bytes and log", database, SystemBench.this.measure(database, before));
    }
  }

  /** What becomes of an attempt decides on the next, so it stays to be read. */
  private void note(SetWithinLimits.Attempt attempt) {
    progress.note(
        "%s: planned up to %.1f %% more log, built %s%s"
            .formatted(
                scenario.name(),
                100 * attempt.planned(),
                brief(attempt.built()),
                attempt.fitted().equals(attempt.built())
                    ? ""
                    : "; after giving back " + brief(attempt.fitted())));
  }

  private static String brief(IndexSet set) {
    return "%d indexes: %.1f s an hour, %.1f MB, log %.3f MB"
        .formatted(
            set.indexes(), set.hourMillis() / 1e3, set.bytes() / 1e6, set.walPerHour() / 1e6);
  }

  /** After everything else, because the sessions change rows. */
  private List<Systems.Row> cacheRows(String database) throws SQLException, InterruptedException {
    if (scenario.trace(options).isEmpty()) {
      return List.of();
    }
    tell("replaying sessions, straight and through the cache");
    String cached = database + "_cached";
    server.execute(
        "postgres",
        "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(cached, database));
    Duration trace = options.scale() < SCALE_MIN ? TRACE_AT_SMALL_SCALE : TRACE;
    CacheReplay.Outcome outcome =
        new CacheReplay(() -> scenario.trace(options).orElseThrow(), trace, TRACE_SPEED)
            .measure(() -> server.connect(database), () -> server.connect(cached));
    server.execute("postgres", "DROP DATABASE " + cached);
    return new CacheRows(scenario.cacheClaims(), outcome).all();
  }

  private void dropAll(String database) throws SQLException {
    for (String index : names(database, "c.oid::regclass::text", "")) {
      server.execute(database, "DROP INDEX " + index);
    }
  }

  /** As autovacuum would have done. */
  private void vacuum(String database, Outcome outcome) throws SQLException {
    for (TableName table : ScenarioServer.changed(outcome.changes())) {
      server.execute(database, "VACUUM (ANALYZE) " + table.toSql());
    }
  }

  private double wal(String database) throws SQLException {
    tell("measuring what writes log");
    try (Connection connection = server.connect(database)) {
      return new WriteVolume(options.seed()).bytesPerHour(connection, workload);
    }
  }

  /** What a server's log and its counters would tell of the workload: times, and a few values. */
  private dev.trimtab.core.workload.Workload logged(WorkloadResult measured) {
    return new dev.trimtab.core.workload.Workload(
        "the scenario",
        Optional.of(Duration.ofHours(1)),
        measured.statements().stream()
            .map(result ->
                new Statement(
                    result.name(),
                    JdbcText.numbered(result.statement().sql()),
                    result.statement().callsPerHour(),
                    Optional.of(result.weighted()),
                    samples(result.statement())))
            .toList(),
        List.of());
  }

  /** Values of other executions than those that are measured. */
  private List<List<Optional<String>>> samples(WorkloadStatement statement) {
    return IntStream.range(0, SAMPLES)
        .mapToObj(i -> Draws.of(options.seed(), "logged " + statement.name(), i))
        .map(random ->
            statement.parameters().draw(random).stream()
                .map(value -> Optional.of(String.valueOf(value)))
                .toList())
        .toList();
  }

  private Measured load(String database) throws SQLException, InterruptedException {
    server.execute("postgres", "CREATE DATABASE " + database);
    WorkloadResult result;
    try (Connection connection = server.connect(database)) {
      scenario.load(connection, options, done -> tell("loading", done.step(), done.steps()));
      server.execute(database, "CREATE EXTENSION pg_stat_statements");
      server.execute(database, "SELECT pg_stat_statements_reset()");
      result = runner.run(connection, workload, done -> tell("running", done.step(), done.steps()));
    }
    return new Measured(result, operations(database), onServer(database));
  }

  private Measured measure(String database, Measured before)
      throws SQLException, InterruptedException {
    try (Connection connection = server.connect(database)) {
      WorkloadResult result =
          runner.repeat(
              connection,
              workload,
              before.workload(),
              done -> tell("running again", done.step(), done.steps()));
      return new Measured(result, operations(database), onServer(database));
    }
  }

  private Map<String, Ways> operations(String database) throws SQLException {
    var result = new LinkedHashMap<String, Ways>();
    var operations = new OperationRunner(options.seed(), System::nanoTime);
    try (Connection connection = server.connect(database)) {
      for (Operation operation : scenario.operations(options)) {
        tell("running " + operation.work());
        result.put(
            operation.work(),
            new Ways(
                operations.run(connection, operation.work(), operation.naive()),
                operations.run(connection, operation.work(), operation.improved())));
      }
    }
    return result;
  }

  /** Claims below a tenth of a millisecond leave the way to the client and back out. */
  private Map<String, Timing> onServer(String database) throws SQLException {
    var result = new LinkedHashMap<String, Timing>();
    try (Connection connection = server.connect(database)) {
      for (Claim claim : scenario.claims()) {
        if (claim.isOfTheServerAlone()) {
          for (String name : claim.statements()) {
            result.put(
                name,
                new ServerTime(connection, options.seed()).of(workload.find(name).orElseThrow()));
          }
        }
      }
    }
    return result;
  }

  private void buildReports(String database) throws SQLException {
    List<String> statements = scenario.reportIndexes();
    for (int i = 0; i < statements.size(); i++) {
      tell("building the report's indexes", i, statements.size());
      server.execute(database, statements.get(i));
    }
    server.execute(database, "VACUUM (ANALYZE)");
  }

  private IndexSet set(String name, String database, Measured measured) throws SQLException {
    return new IndexSet(
        name,
        millis(measured.workload().weightedTotal()),
        (int) number(database, OURS.formatted("count(*)")),
        number(database, OURS.formatted("coalesce(sum(pg_relation_size(i.indexrelid)), 0)")),
        wal(database),
        names(database, "pg_get_indexdef(i.indexrelid)", ""),
        measured.workload().statements().stream()
            .map(result -> new Share(result.name(), millis(result.weighted())))
            .sorted(Comparator.comparingDouble(share -> -share.hourMillis()))
            .limit(SLOWEST)
            .toList());
  }

  private static List<String> redundant(Findings findings) {
    return findings.advice().recommendations().stream()
        .flatMap(r -> r instanceof DropIndex drop ? Stream.of(drop) : Stream.empty())
        .map(drop -> drop.index().value() + ": " + drop.reason())
        .toList();
  }

  private static List<String> missing(Findings findings) {
    return findings.advice().recommendations().stream()
        .filter(r -> r instanceof Recommendation.CreateIndex)
        .map(r -> ((Recommendation.CreateIndex) r).definition().toSql())
        .toList();
  }

  private List<String> names(String database, String column, String condition) throws SQLException {
    var result = new ArrayList<String>();
    try (Connection connection = server.connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(OURS.formatted(column) + condition + " ORDER BY 1")) {
      while (rows.next()) {
        result.add(rows.getString(1));
      }
    }
    return result;
  }

  private long number(String database, String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private void tell(String what) {
    tell(what, 0, 0);
  }

  private void tell(String what, long done, long total) {
    progress.progress(scenario.name() + ": " + what, done, total);
  }
}
