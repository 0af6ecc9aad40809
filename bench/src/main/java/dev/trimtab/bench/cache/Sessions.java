package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.scenarios.CacheReplay;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.social.SocialScenario;
import dev.trimtab.scenarios.studio.StudioScenario;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/**
 * Question: how much of a system's reads does the cache answer, and how much work does that save
 * the database? The same hour of sessions is sent to a tuned database twice, straight and through
 * the cache, sixty times faster than it happened.
 */
final class Sessions {

  private static final double SPEED = 60;
  private static final double SCALE = 0.25;
  private static final int MINUTES = 60;
  private static final double STATEMENTS_LEFT = 0.3;

  /** The report on the network has a span for all reads, and a target within it. */
  private static final double SOCIAL = 0.85;

  private Sessions() {}

  /** Runs it; the arguments are the minutes of the trace, 60 if absent, and the scale, 0.25. */
  static void studio(Bars bars, String... args) throws Exception {
    var scenario = new StudioScenario();
    CacheReplay.Outcome outcome = measure(bars, scenario, args);
    scenario
        .cacheClaims()
        .hitRates()
        .forEach((resource, rate) ->
            bars.atLeast(
                "hit rate of " + resource,
                Objects.requireNonNull(outcome.resources().get(resource)).hitRate(),
                rate));
    load(bars, outcome);
  }

  /** The same for the social network. */
  static void social(Bars bars, String... args) throws Exception {
    CacheReplay.Outcome outcome = measure(bars, new SocialScenario(), args);
    bars.atLeast("hit rate of all reads", outcome.hitRate(), SOCIAL);
    load(bars, outcome);
  }

  private static CacheReplay.Outcome measure(Bars bars, Scenario scenario, String... args)
      throws Exception {
    Duration duration = Duration.ofMinutes(args.length > 0 ? Long.parseLong(args[0]) : MINUTES);
    var options = new LoadOptions(args.length > 1 ? Double.parseDouble(args[1]) : SCALE, 42);
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    load(server, database, scenario, options);
    // Both begin with the same rows, although a trace changes them.
    String copy = database + "_copy";
    server.execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(copy, database));
    CacheReplay.Outcome outcome =
        new CacheReplay(() -> scenario.trace(options).orElseThrow(), duration, SPEED)
            .measure(() -> server.connect(database), () -> server.connect(copy));
    outcome
        .resources()
        .forEach((resource, statistics) ->
            bars.say(
                "  %-9s %,7d reads, hit rate %.1f %%",
                resource,
                statistics.firstLevelHits() + statistics.misses(),
                100 * statistics.hitRate()));
    return outcome;
  }

  private static void load(
      TestPostgres server, String database, Scenario scenario, LoadOptions options)
      throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
      scenario.load(connection, options, ProgressListener.SILENT);
      for (String index : scenario.reportIndexes()) {
        statement.execute(index);
      }
      statement.execute("ANALYZE");
    }
  }

  private static void load(Bars bars, CacheReplay.Outcome outcome) {
    CacheReplay.Reached without = outcome.without();
    CacheReplay.Reached with = outcome.with();
    bars.say(
        "  statements %,.0f without, %,.0f with the cache; time in the database %,.0f and %,.0f ms",
        without.statements(), with.statements(), without.millis(), with.millis());
    bars.atMost(
        "statements with × without", with.statements() / without.statements(), STATEMENTS_LEFT);
  }
}
