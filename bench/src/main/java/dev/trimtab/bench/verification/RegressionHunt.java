package dev.trimtab.bench.verification;

import dev.trimtab.bench.Subject;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.Probe;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.observe.SqlStatements;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * TPC-H with a set of indexes that looks good to the planner: what it does to the clock when it is
 * just built, and what is left of it after verification. Then the same with our own set.
 *
 * <p>Run with {@code bench/run regressions [SCALE] [plausible | own]}; both sets if none is named.
 */
public final class RegressionHunt {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_buffers", "1GB",
          "work_mem", "64MB",
          "effective_cache_size", "4GB",
          "maintenance_work_mem", "512MB",
          "fsync", "off",
          "max_wal_size", "8GB",
          "autovacuum", "off");

  /** Every statement counts, however small. */
  private static final RegressionBudget BUDGET = new RegressionBudget(1.10, 0, 0.2);

  private static final Verifier.Limits MEASURING =
      new Verifier.Limits(5, Duration.ofSeconds(4), Duration.ofSeconds(10));

  /** What a user would notice. */
  private static final double SLOWER = 1.3;

  private final EmbeddedServer server;
  private final Connection connection;
  private final Verifier verifier;
  private final List<Probe> probes;
  private final List<Statement> statements;

  private RegressionHunt(EmbeddedServer server, Connection connection, List<Statement> statements) {
    this.server = server;
    this.connection = connection;
    this.statements = statements;
    verifier = new Verifier(new TargetSession(connection), MEASURING, System::nanoTime);
    probes =
        statements.stream()
            .map(s ->
                new Probe(
                    s.id(),
                    s.calls(),
                    List.of(new Binding(s.id(), s.text(), List.of(), Binding.Origin.SEEN)),
                    false))
            .toList();
  }

  /** Takes the scale factor, 1 if none is given, and which set. */
  public static void main(String[] arguments) throws Exception {
    double scale = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
    String which = arguments.length > 1 ? arguments[1] : "";
    if (!List.of("", "plausible", "own").contains(which)) {
      throw new IllegalArgumentException("plausible or own, not " + which);
    }
    Subject subject = Subject.of("tpch", scale);
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS);
        var connection = server.connect("postgres")) {
      System.out.printf(
          Locale.ROOT, "%s on PostgreSQL %s%n", subject.name(), server.home().version());
      subject.loader().load(connection);
      var hunt = new RegressionHunt(server, connection, subject.statements());
      // What loading left to be written would slow the first look, and flatter all later ones.
      hunt.execute("CHECKPOINT");
      State before = hunt.look();
      if (!which.equals("own")) {
        List<String> plausible = plausible();
        hunt.unverified(plausible, before);
        hunt.verified("the plausible set", plausible, before);
      }
      if (!which.equals("plausible")) {
        hunt.verified("our own set", List.of(), before);
      }
    }
  }

  private static List<String> plausible() throws Exception {
    try (var in = RegressionHunt.class.getResourceAsStream("plausible.sql")) {
      if (in == null) {
        throw new IllegalStateException("plausible.sql is not on the class path");
      }
      return SqlStatements.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** All statements: how they are planned and how long they take. */
  private record State(Map<String, List<String>> shapes, Map<String, Runs> runs) {}

  private State look() {
    Map<String, List<String>> shapes = new LinkedHashMap<>();
    probes.forEach(probe -> shapes.put(probe.statementId(), verifier.shapes(probe)));
    return new State(shapes, verifier.measure(probes));
  }

  /** Without ANALYZE: another sample of the rows is enough to change a plan. */
  private void unverified(List<String> indexes, State before) throws SQLException {
    indexes.forEach(this::execute);
    execute("VACUUM");
    State after = look();
    report("the plausible set, just built", before, after);
    dropAll();
  }

  private void verified(String name, List<String> indexes, State before) throws SQLException {
    Outcome outcome =
        new Engine(
                EngineOptions.of(target())
                    .workload(workload(before))
                    .indexes(indexes)
                    .regressionBudget(BUDGET)
                    .measuring(MEASURING)
                    .allowSuperuser(true)
                    .build(),
                EngineListener.SILENT)
            .tune();
    outcome.stopped().forEach(System.out::println);
    for (Change change : outcome.changes()) {
      System.out.printf(
          Locale.ROOT, "  %s: %s%n", change.index(), change.outcome().orElse("no outcome"));
    }
    State after = look();
    long kept = outcome.changes().stream().filter(c -> c.state() == ChangeState.KEPT).count();
    report(
        "%s, verified: %d of %d kept".formatted(name, kept, outcome.changes().size()),
        before,
        after);
    dropAll();
    execute("DROP SCHEMA IF EXISTS trimtab CASCADE");
  }

  private void report(String name, State before, State after) {
    double then = 0;
    double now = 0;
    var slower = new ArrayList<String>();
    double worst = 0;
    var ids = new ArrayList<>(after.runs().keySet());
    ids.sort(Comparator.comparingDouble(id -> -ratio(before, after, id)));
    for (String id : ids) {
      boolean isAffected =
          before.runs().containsKey(id)
              && !before.shapes().getOrDefault(id, List.of()).equals(after.shapes().get(id));
      if (isAffected && isCutOff(before, id) && isCutOff(after, id)) {
        System.out.printf(
            Locale.ROOT,
            "    %s: not counted, it runs into the limit of %d s each time%n",
            id,
            MEASURING.timeout().toSeconds());
      } else if (isAffected) {
        double ratio = ratio(before, after, id);
        worst = Math.max(worst, ratio);
        then += median(before, id);
        now += median(after, id);
        if (ratio >= SLOWER) {
          slower.add(id);
        }
        System.out.printf(
            Locale.ROOT,
            "    %s: %.0f ms to %.0f ms, %.2f%n",
            id,
            median(before, id),
            median(after, id),
            ratio);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: affected statements %.1f s to %.1f s, %.2f; worst %.2f; %d slower by %.1f or more %s%n",
        name,
        then / 1e3,
        now / 1e3,
        now / then,
        worst,
        slower.size(),
        SLOWER,
        slower);
  }

  /** What ran into the limit took at least that long, and says nothing about a change. */
  private static boolean isCutOff(State state, String id) {
    return median(state, id) >= MEASURING.timeout().toMillis();
  }

  private static double ratio(State before, State after, String id) {
    return median(after, id) / median(before, id);
  }

  private static double median(State state, String id) {
    return Optional.ofNullable(state.runs().get(id)).map(Runs::median).orElse(Double.NaN);
  }

  private Workload workload(State measured) {
    return new Workload(
        "TPC-H",
        Optional.empty(),
        statements.stream()
            .map(s ->
                new Statement(
                    s.id(),
                    s.text(),
                    s.calls(),
                    Optional.of(Duration.ofNanos(Math.round(median(measured, s.id()) * 1e6))),
                    List.of()))
            .toList(),
        List.of());
  }

  private Target target() {
    return Target.parse(
        "postgres://%s@127.0.0.1:%d/postgres".formatted(EmbeddedServer.SUPERUSER, server.port()),
        Map.of("PGPASSWORD", server.password()));
  }

  private void dropAll() throws SQLException {
    var names = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT i.indexrelid::regclass::text FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'public'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
                """)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    names.forEach(name -> execute("DROP INDEX " + name));
  }

  private void execute(String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
