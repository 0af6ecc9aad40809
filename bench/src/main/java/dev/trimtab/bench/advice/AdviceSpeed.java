package dev.trimtab.bench.advice;

import dev.trimtab.bench.BenchmarkQuery;
import dev.trimtab.bench.tpcds.Tpcds;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.postgres.Target;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Advice on TPC-DS: 99 statements over 24 tables, primary keys only.
 *
 * <p>Run with {@code bench/run advice [SCALE]}.
 */
public final class AdviceSpeed {

  private AdviceSpeed() {}

  /** Takes the scale factor; 1 if none is given. */
  public static void main(String[] arguments) throws Exception {
    double scale = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
    var settings =
        Map.of("shared_buffers", "1GB", "work_mem", "64MB", "fsync", "off", "autovacuum", "off");
    try (var server = EmbeddedServer.start(ServerHome.bundled(), settings);
        var connection = server.connect("postgres")) {
      Tpcds.load(connection, scale, ProgressListener.SILENT);
      var statements = new ArrayList<Statement>();
      for (BenchmarkQuery query : Tpcds.queries()) {
        statements.add(new Statement(query.name(), query.sql(), 1, Optional.empty(), List.of()));
      }
      var workload = new Workload("TPC-DS", Optional.empty(), statements, List.of());
      Target target =
          Target.parse(
              "postgres://%s:%s@127.0.0.1:%d/postgres"
                  .formatted(EmbeddedServer.SUPERUSER, server.password(), server.port()),
              Map.of());
      long start = System.nanoTime();
      Findings findings =
          new Engine(EngineOptions.of(target).withWorkload(workload), EngineListener.SILENT)
              .advise();
      report(findings, scale, (System.nanoTime() - start) / 1e9);
    }
  }

  private static void report(Findings findings, double scale, double seconds) {
    var advice = findings.advice();
    System.out.println(
        String.format(
            Locale.ROOT,
            "TPC-DS scale %s: %d statements understood, %d not; plans equal in %d of %d; advised in %.1f s with %d plans;"
                + " %d recommendations of %.0f MB; relative cost %.4f; heap in use %.0f MB",
            scale,
            findings.understood().size(),
            findings.notUnderstood().size(),
            findings.agreement().samePlan(),
            findings.agreement().compared(),
            seconds,
            advice.plans(),
            advice.recommendations().size(),
            advice.recommendations().stream().mapToLong(r -> r.evidence().sizeBytes()).sum() / 1e6,
            advice.costAfter() / advice.costBefore(),
            (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6));
    findings.notUnderstood().forEach(System.out::println);
  }
}
