package dev.trimtab.scenarios;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.RegionStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How much of a trace's reads a cache answers, and how much work that saves the database. The same
 * requests are sent to two databases of equal rows, straight to one and through a cache to the
 * other; what reaches them, they count themselves ({@code pg_stat_statements}).
 *
 * @param trace returns the trace from its beginning
 * @param duration of the trace
 * @param speed how many times faster than it happened; lives are shortened as much
 */
public record CacheReplay(Supplier<Supplier<PageRequest>> trace, Duration duration, double speed) {

  /** As many as a small pool has connections. */
  private static final int WORKERS = 8;

  private static final String COUNTED =
      """
      SELECT coalesce(sum(calls), 0), coalesce(sum(total_exec_time), 0)
      FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
      """;

  /**
   * What reached a database.
   *
   * @param statements {@code calls}
   * @param millis {@code total_exec_time}
   */
  public record Reached(double statements, double millis) {}

  /** What a trace came to: by resource, and on the two databases. */
  public record Outcome(Map<String, RegionStatistics> resources, Reached without, Reached with) {

    public Outcome {
      resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    /** Returns the share of all reads that the cache answered. */
    public double hitRate() {
      double hits = 0;
      double reads = 0;
      for (RegionStatistics one : resources.values()) {
        hits += one.firstLevelHits();
        reads += one.firstLevelHits() + one.misses();
      }
      return reads == 0 ? 0 : hits / reads;
    }
  }

  /**
   * Sends the trace twice. Both databases need the extension {@code pg_stat_statements}, are
   * changed, and have their counters reset, for which a role needs to be allowed.
   *
   * @param straight connections to one database, in autocommit mode
   * @param cached connections to the other
   */
  public Outcome measure(Replay.Connections straight, Replay.Connections cached)
      throws SQLException, InterruptedException {
    Reached without = reached(straight, Replay.straight(trace.get(), duration, speed));
    try (var cache = Cache.builder("replay").build()) {
      var replay = Replay.through(cache, trace.get(), duration, speed);
      Reached with = reached(cached, replay);
      return new Outcome(replay.statistics(), without, with);
    }
  }

  private static Reached reached(Replay.Connections connections, Replay replay)
      throws SQLException, InterruptedException {
    try (Connection connection = connections.open();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_statements_reset()");
      replay.run(WORKERS, connections);
      try (var row = statement.executeQuery(COUNTED)) {
        row.next();
        return new Reached(row.getDouble(1), row.getDouble(2));
      }
    }
  }
}
