package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.cache.Cache;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Replay;
import dev.trimtab.scenarios.studio.StudioScenario;
import dev.trimtab.scenarios.studio.StudioTrace;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Question: how much of the studio's reads does the cache answer, and how much work does that save
 * the database? The same hour of sessions is sent to a tuned database twice, straight and through
 * the cache, sixty times faster than it happened, with lives shortened as much; the database itself
 * counts ({@code pg_stat_statements}).
 */
final class StudioTraffic {

  private static final int WORKERS = 8;
  private static final double SPEED = 60;

  /** As the report on the source system expects them. */
  private static final Map<String, Double> HIT_RATES = new LinkedHashMap<>();

  private static final double STATEMENTS_LEFT = 0.3;

  static {
    HIT_RATES.put("users", 0.85);
    HIT_RATES.put("projects", 0.75);
    HIT_RATES.put("files", 0.70);
    HIT_RATES.put("messages", 0.80);
    HIT_RATES.put("analytics", 0.90);
  }

  private static final String COUNTED =
      """
      SELECT coalesce(sum(calls), 0), coalesce(sum(total_exec_time), 0)
      FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
      """;

  private record Counted(double statements, double millis) {}

  private StudioTraffic() {}

  /** Runs it; the arguments are the minutes of the trace, 60 if absent, and the scale, 0.25. */
  static void run(Bars bars, String... args) throws Exception {
    Duration duration = Duration.ofMinutes(args.length > 0 ? Long.parseLong(args[0]) : 60);
    var options = new LoadOptions(args.length > 1 ? Double.parseDouble(args[1]) : 0.25, 42);
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    load(server, database, options);
    // Both begin with the same rows, although a trace changes them.
    String copy = database + "_copy";
    server.execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(copy, database));

    var straight = Replay.straight(StudioTrace.of(options), duration, SPEED);
    Counted without = counted(server, database, straight);
    try (var cache = Cache.builder("studio").build()) {
      var replay = Replay.through(cache, StudioTrace.of(options), duration, SPEED);
      Counted with = counted(server, copy, replay);
      report(bars, replay, without, with);
    }
  }

  private static void load(TestPostgres server, String database, LoadOptions options)
      throws SQLException {
    var studio = new StudioScenario();
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
      studio.load(connection, options, ProgressListener.SILENT);
      for (String index : studio.reportIndexes()) {
        statement.execute(index);
      }
      statement.execute("ANALYZE");
    }
  }

  private static Counted counted(TestPostgres server, String database, Replay replay)
      throws Exception {
    server.execute(database, "SELECT pg_stat_statements_reset()");
    replay.run(WORKERS, () -> server.connect(database));
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(COUNTED)) {
      row.next();
      return new Counted(row.getDouble(1), row.getDouble(2));
    }
  }

  private static void report(Bars bars, Replay replay, Counted without, Counted with) {
    bars.say(
        "  statements %,.0f without, %,.0f with the cache; time in the database %,.0f and %,.0f ms",
        without.statements(), with.statements(), without.millis(), with.millis());
    replay
        .statistics()
        .forEach((resource, statistics) ->
            bars.say(
                "  %-9s %,7d reads, hit rate %.1f %%",
                resource,
                statistics.firstLevelHits() + statistics.misses(),
                100 * statistics.hitRate()));
    HIT_RATES.forEach((resource, rate) ->
        bars.atLeast(
            "hit rate of " + resource,
            Objects.requireNonNull(replay.statistics().get(resource)).hitRate(),
            rate));
    bars.atMost(
        "statements with × without", with.statements() / without.statements(), STATEMENTS_LEFT);
  }
}
