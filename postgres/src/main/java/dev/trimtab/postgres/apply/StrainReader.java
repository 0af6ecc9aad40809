package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.observe.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks, from another session, at what the database bears while one session of ours works. */
final class StrainReader {

  /** Looks over which sessions have to stay active to count: five seconds of two a second. */
  private static final int ACTIVE_LOOKS = 10;

  private static final int SHAPE_CHARS = 80;

  private static final String LOAD =
      """
      SELECT /* trimtab */
        (SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication
         WHERE state = 'streaming') AS lag,
        (SELECT count(*) FROM pg_stat_activity
         WHERE state = 'active' AND backend_type = 'client backend'
           AND pid NOT IN (?, pg_backend_pid())) AS active,
        (SELECT coalesce(sum(pg_relation_size(index_relid)), 0)
         FROM pg_stat_progress_create_index WHERE pid = ?) AS index_bytes
      """;

  /** Files of parallel workers are in folders of their own, which this does not list. */
  private static final String SORTED_RUNS =
      """
      SELECT /* trimtab */ coalesce(sum(size), 0) FROM pg_ls_tmpdir()
      WHERE name LIKE 'pgsql\\_tmp' || ? || '.%'
      """;

  private static final String MAY_LIST =
      "SELECT /* trimtab */ has_function_privilege('pg_ls_tmpdir()', 'EXECUTE')";

  /**
   * A lock that only VACUUM, ANALYZE and other builds wait behind stops nobody who matters, however
   * long it is waited for.
   */
  private static final String WAITING =
      """
      SELECT /* trimtab */ w.pid, w.mode, a.usename, a.query
      FROM (SELECT DISTINCT ON (pid) pid, mode FROM pg_locks
            WHERE NOT granted AND pid <> ? AND mode <> 'ShareUpdateExclusiveLock') w
      LEFT JOIN pg_stat_activity a ON a.pid = w.pid
      WHERE ? = ANY (pg_blocking_pids(w.pid))
      """;

  private final int pid;
  private final boolean isDiskLimited;
  private final Map<Integer, Long> firstSeen = new HashMap<>();
  private final Deque<Integer> active = new ArrayDeque<>();
  private final long began = System.nanoTime();

  /** Watches the session of that process id. */
  StrainReader(int pid, BuildLimits limits) {
    this.pid = pid;
    this.isDiskLimited = limits.diskBytesMax().isPresent();
  }

  Strain read(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(LOAD)) {
      select.setInt(1, pid);
      select.setInt(2, pid);
      try (var rows = select.executeQuery()) {
        rows.next();
        double lag = rows.getDouble("lag");
        Optional<Duration> replicaLag =
            rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) (1e3 * lag)));
        int activeSessions = lately(rows.getInt("active"));
        long bytes = rows.getLong("index_bytes") + (isDiskLimited ? sortedRuns(connection) : 0);
        return new Strain(
            Duration.ofNanos(System.nanoTime() - began),
            replicaLag,
            activeSessions,
            bytes,
            waiter(connection));
      }
    }
  }

  /** Fewer looks than a full window say nothing yet of how it stays. */
  private int lately(int now) {
    active.addLast(now);
    if (active.size() > ACTIVE_LOOKS) {
      active.removeFirst();
    }
    return active.stream().min(Comparator.naturalOrder()).orElse(now);
  }

  private long sortedRuns(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var may = statement.executeQuery(MAY_LIST)) {
      may.next();
      if (!may.getBoolean(1)) {
        return 0;
      }
    }
    try (var select = connection.prepareStatement(SORTED_RUNS)) {
      select.setString(1, Integer.toString(pid));
      try (var rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private Optional<Strain.Waiter> waiter(Connection connection) throws SQLException {
    long now = System.nanoTime();
    Map<Integer, Strain.Waiter> waiting = new HashMap<>();
    try (var select = connection.prepareStatement(WAITING)) {
      select.setInt(1, pid);
      select.setInt(2, pid);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          int waiter = rows.getInt("pid");
          long since = firstSeen.getOrDefault(waiter, now);
          waiting.put(waiter, new Strain.Waiter(Duration.ofNanos(now - since), clause(rows)));
        }
      }
    }
    firstSeen.keySet().retainAll(waiting.keySet());
    waiting.keySet().forEach(waiter -> firstSeen.putIfAbsent(waiter, now));
    return waiting.values().stream().max(Comparator.comparing(Strain.Waiter::waited));
  }

  private static String clause(ResultSet row) throws SQLException {
    String query = Optional.ofNullable(row.getString("query")).orElse("");
    return "pid %d (%s) for %s with %s"
        .formatted(
            row.getInt("pid"),
            row.getString("usename"),
            row.getString("mode"),
            query.isEmpty()
                ? "a hidden statement"
                : "\"" + SqlText.shape(query, SHAPE_CHARS) + "\"");
  }
}
