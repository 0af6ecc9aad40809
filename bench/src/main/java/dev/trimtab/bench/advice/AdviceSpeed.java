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
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long advice takes: on TPC-DS, 99 statements over 24 tables with primary keys only, and on a
 * schema of 300 tables with 1,000 statements.
 *
 * <p>Run with {@code bench/run advice [SCALE]} or {@code bench/run advice wide [TABLES
 * STATEMENTS]}.
 */
public final class AdviceSpeed {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_buffers", "1GB",
          "work_mem", "64MB",
          "fsync", "off",
          "autovacuum", "off",
          "max_wal_size", "8GB");

  private AdviceSpeed() {}

  /** Takes the scale factor of TPC-DS, 1 if none is given; or {@code wide} and two numbers. */
  public static void main(String[] arguments) throws Exception {
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS);
        var connection = server.connect("postgres")) {
      if (arguments.length > 0 && arguments[0].equals("wide")) {
        int tables = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        int statements = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        var schema = new WideSchema(tables);
        schema.load(connection);
        advise(server, "wide, %d tables".formatted(tables), schema.workload(statements));
      } else {
        double scale = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
        Tpcds.load(connection, scale, ProgressListener.SILENT);
        advise(server, "TPC-DS scale " + scale, tpcds());
      }
    }
  }

  private static Workload tpcds() {
    var statements = new ArrayList<Statement>();
    for (BenchmarkQuery query : Tpcds.queries()) {
      statements.add(new Statement(query.name(), query.sql(), 1, Optional.empty(), List.of()));
    }
    return new Workload("TPC-DS", Optional.empty(), statements, List.of());
  }

  private static void advise(EmbeddedServer server, String name, Workload workload) {
    Target target =
        Target.parse(
            "postgres://%s@127.0.0.1:%d/postgres"
                .formatted(EmbeddedServer.SUPERUSER, server.port()),
            Map.of("PGPASSWORD", server.password()));
    long start = System.nanoTime();
    Findings findings =
        new Engine(EngineOptions.of(target).workload(workload).build(), EngineListener.SILENT)
            .advise();
    report(name, findings, (System.nanoTime() - start) / 1e9);
  }

  private static void report(String name, Findings findings, double seconds) {
    var advice = findings.advice();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: %d statements understood, %d not; plans equal in %d of %d; advised in %.1f s with %,d plans;"
                + " %d recommendations of %.0f MB; relative cost %.4f; heap at most %.0f of %.0f MB",
            name,
            findings.understood().size(),
            findings.notUnderstood().size(),
            findings.agreement().samePlan(),
            findings.agreement().compared(),
            seconds,
            advice.plans(),
            advice.recommendations().size(),
            advice.recommendations().stream().mapToLong(r -> r.evidence().sizeBytes()).sum() / 1e6,
            advice.costAfter() / advice.costBefore(),
            heapPeak() / 1e6,
            Runtime.getRuntime().maxMemory() / 1e6));
    findings.notUnderstood().forEach(System.out::println);
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
