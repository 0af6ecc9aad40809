package dev.trimtab.bench.fidelity;

import dev.trimtab.bench.Subject;
import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.IndexAdvisor;
import dev.trimtab.core.advice.PlanCost;
import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.Planner;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.Bindings;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.postgres.explain.ExplainedPlan;
import dev.trimtab.postgres.explain.TargetSession;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * TPC-H, TPC-DS or a scenario on a real server and on its twin: plans without new indexes, plans
 * with the recommended ones supposed on the twin and built on the server, and sizes predicted and
 * built.
 *
 * <p>Run with {@code bench/run fidelity [tpch|tpcds|SCENARIO] [SCALE]}.
 */
public final class TwinFidelity {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_buffers", "1GB",
          "work_mem", "64MB",
          "effective_cache_size", "4GB",
          "maintenance_work_mem", "512MB",
          "fsync", "off",
          "max_wal_size", "8GB",
          "autovacuum", "off");

  /** Smaller errors of a plan's cost are not worth a line. */
  private static final double SHOWN_ERROR = 0.02;

  private final Connection target;
  private final Snapshot snapshot;
  private final TwinPlanner planner;

  private TwinFidelity(Connection target, Snapshot snapshot, TwinPlanner planner) {
    this.target = target;
    this.snapshot = snapshot;
    this.planner = planner;
  }

  /** Takes what to compare, TPC-H if nothing is given, and its scale factor, 1 if none is. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length > 0 ? arguments[0] : "tpch";
    double scale = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
    Subject subject = Subject.of(name, scale);
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS);
        var connection = server.connect("postgres")) {
      System.out.printf(
          java.util.Locale.ROOT, "%s on PostgreSQL %s%n", subject.name(), server.home().version());
      subject.loader().load(connection);
      long start = System.nanoTime();
      Snapshot snapshot = Observer.observe(connection);
      try (Twin twin = Twin.start(snapshot)) {
        System.out.printf(
            java.util.Locale.ROOT,
            "observed and twinned in %.1f s%n",
            (System.nanoTime() - start) / 1e9);
        var bench = new TwinFidelity(connection, snapshot, new TwinPlanner(twin));
        List<AnalyzedStatement> statements = bench.read(subject.statements());
        bench.comparePlans(statements);
        bench.compareWithIndexes(statements);
        if (name.equals("tpch")) {
          bench.compareSizes();
        }
      }
    }
  }

  private List<AnalyzedStatement> read(List<Statement> statements) throws PlanningFailedException {
    var result = new ArrayList<AnalyzedStatement>();
    for (Statement statement : statements) {
      var shape = planner.read(statement.text());
      var bindings =
          new Bindings(snapshot)
              .of(statement, shape).stream()
                  .filter(binding -> binding.origin() != Binding.Origin.GENERIC)
                  .toList();
      if (!shape.uses().isEmpty() && !bindings.isEmpty()) {
        result.add(new AnalyzedStatement(statement, shape, bindings, 1));
      }
    }
    System.out.printf(
        java.util.Locale.ROOT, "statements read: %d of %d%n", result.size(), statements.size());
    return result;
  }

  private void comparePlans(List<AnalyzedStatement> statements)
      throws PlanningFailedException, SQLException {
    var session = new TargetSession(target);
    int same = 0;
    double worst = 0;
    int plans = 0;
    for (AnalyzedStatement statement : statements) {
      for (Binding binding : statement.bindings()) {
        PlanCost ours = planner.plan(binding, Set.of(), Set.of());
        ExplainedPlan theirs = session.plan(binding);
        worst = Math.max(worst, Math.abs(ours.total() / theirs.total() - 1));
        plans++;
        if (ours.shape().equals(theirs.shape())) {
          same++;
        } else {
          System.out.printf(
              java.util.Locale.ROOT,
              "  other plan: %s%n    server %s%n    twin   %s%n",
              statement.id(),
              theirs.shape(),
              ours.shape());
        }
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "without new indexes: %d of %d plans equal, worst cost error %.3f %%%n",
        same,
        plans,
        100 * worst);
  }

  private void compareWithIndexes(List<AnalyzedStatement> statements)
      throws PlanningFailedException, SQLException {
    long start = System.nanoTime();
    Advice advice =
        new IndexAdvisor(planner, snapshot, List.of(), Budget.UNLIMITED, () -> false)
            .advise(statements, Optional.empty());
    System.out.printf(
        java.util.Locale.ROOT,
        "advised in %.1f s with %d plans: %d recommendations, cost %.0f to %.0f%n",
        (System.nanoTime() - start) / 1e9,
        advice.plans(),
        advice.recommendations().size(),
        advice.costBefore(),
        advice.costAfter());
    Set<PlannedIndex> supposed = new TreeSet<>();
    var built = new ArrayList<Identifier>();
    for (Recommendation recommendation : advice.recommendations()) {
      if (recommendation instanceof Recommendation.CreateIndex create
          && planner.suppose(create.definition())
              instanceof Planner.Hypothesis.Supposed(var index)) {
        supposed.add(index);
        run("CREATE INDEX %s %s".formatted(index.name().toSql(), create.definition().toSql()));
        built.add(index.name());
        System.out.printf(
            java.util.Locale.ROOT,
            "  %s: predicted %.1f MB, built %.1f MB%n",
            create.definition().toSql(),
            index.bytes() / 1e6,
            size(index.name().toSql()) / 1e6);
      }
    }
    compareChoices(statements, supposed);
    for (Identifier name : built) {
      run("DROP INDEX " + name.toSql());
    }
  }

  private void compareChoices(List<AnalyzedStatement> statements, Set<PlannedIndex> supposed)
      throws PlanningFailedException, SQLException {
    var session = new TargetSession(target);
    int pairs = 0;
    int agreed = 0;
    double sum = 0;
    double worst = 0;
    int plans = 0;
    for (AnalyzedStatement statement : statements) {
      for (Binding binding : statement.bindings()) {
        PlanCost ours = planner.plan(binding, supposed, Set.of());
        ExplainedPlan theirs = session.plan(binding);
        for (PlannedIndex index : supposed) {
          boolean here = ours.used().contains(index);
          boolean there = theirs.indexNames().contains(index.name().value());
          pairs += here || there ? 1 : 0;
          agreed += here && there ? 1 : 0;
        }
        double error = Math.abs(ours.total() / theirs.total() - 1);
        plans++;
        sum += error;
        worst = Math.max(worst, error);
        if (error > SHOWN_ERROR) {
          System.out.printf(
              java.util.Locale.ROOT,
              "  %s: twin %.1f, server %.1f (%+.1f %%)%n",
              statement.id(),
              ours.total(),
              theirs.total(),
              100 * (ours.total() / theirs.total() - 1));
        }
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "with %d new indexes: same use in %d of %d (statement, index) pairs, cost error mean %.2f %%, worst %.2f %%%n",
        supposed.size(),
        agreed,
        pairs,
        100 * sum / plans,
        100 * worst);
  }

  private void compareSizes() throws SQLException {
    double factors = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (IndexSizes.Listed listed : IndexSizes.BTREES) {
      run("CREATE INDEX size_probe " + listed.definition().toSql());
      double real = size("size_probe");
      run("DROP INDEX size_probe");
      if (!(planner.suppose(listed.definition())
          instanceof Planner.Hypothesis.Supposed(var index))) {
        throw new IllegalStateException("refused: " + listed);
      }
      double ratio = index.bytes() / real;
      least = Math.min(least, ratio);
      most = Math.max(most, ratio);
      factors += Math.max(ratio, 1 / ratio);
      System.out.printf(
          java.util.Locale.ROOT,
          "  %-62s predicted %7.1f MB, built %7.1f MB, ratio %.2f%n",
          listed.label(),
          index.bytes() / 1e6,
          real / 1e6,
          ratio);
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "sizes of %d B-trees: mean factor %.3f, ratios %.2f to %.2f%n",
        IndexSizes.BTREES.size(),
        factors / IndexSizes.BTREES.size(),
        least,
        most);
  }

  private void run(String sql) throws SQLException {
    try (var statement = target.createStatement()) {
      statement.execute(sql);
    }
  }

  private double size(String index) throws SQLException {
    try (var statement = target.prepareStatement("SELECT pg_relation_size(?::regclass)")) {
      statement.setString(1, index);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getDouble(1);
      }
    }
  }
}
