package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Builds and drops indexes without standing in anybody's way.
 *
 * <p>Every statement waits for a lock no longer than {@link Limits#lockTimeout}, because who waits
 * for a lock makes everybody behind him wait, too (manual 13.3). What did not get its lock is tried
 * again, later each time. A concurrent build that failed leaves an invalid index; it is dropped
 * before the next attempt and after the last.
 *
 * <p>One session, in autocommit mode: concurrent builds refuse a transaction.
 */
public final class Applier {

  /**
   * How patient to be.
   *
   * @param lockTimeout how long one attempt may wait for a lock
   * @param attempts how often to try; at least 1
   * @param pause before the second attempt; doubled each time, plus or minus a quarter
   */
  public record Limits(Duration lockTimeout, int attempts, Duration pause) {

    /** Two seconds are noticed by nobody; five attempts outlast a transaction of half a minute. */
    public static final Limits STANDARD =
        new Limits(Duration.ofSeconds(2), 5, Duration.ofSeconds(1));

    public Limits {
      if (lockTimeout.toMillis() < 1 || attempts < 1 || pause.isNegative()) {
        throw new IllegalArgumentException(
            "need a lock timeout, at least one attempt and a pause, got %s, %d, %s"
                .formatted(lockTimeout, attempts, pause));
      }
    }
  }

  /** Waits between attempts. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Two numbers of our own for {@code pg_try_advisory_lock}: "trim" and "tab" in ASCII. */
  private static final String APPLIER_LOCK = "1953655149, 7627106";

  /** {@code lock_not_available}, {@code deadlock_detected}, {@code query_canceled}. */
  private static final String LOCK_TIMEOUT = "55P03";

  private static final String DEADLOCK = "40P01";
  private static final double JITTER = 0.25;

  private final Connection connection;
  private final Limits limits;
  private final Sleeper sleeper;
  private final RandomGenerator random;

  public Applier(Connection connection, Limits limits, Sleeper sleeper, RandomGenerator random) {
    this.connection = connection;
    this.limits = limits;
    this.sleeper = sleeper;
    this.random = random;
  }

  /**
   * Makes sure that this session may change the database, and is the only one of ours that does.
   *
   * @throws TrimtabException {@code STANDBY_READ_ONLY} or {@code ANOTHER_APPLIER_RUNS}
   */
  public void begin() {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN false
                  ELSE pg_try_advisory_lock(%s) END
                """
                    .formatted(APPLIER_LOCK))) {
      rows.next();
      if (rows.getBoolean(1)) {
        throw new TrimtabException(
            ErrorCode.STANDBY_READ_ONLY,
            "this server is a standby and takes no changes. Connect to the primary; nothing was"
                + " changed.");
      }
      if (!rows.getBoolean(2)) {
        throw new TrimtabException(
            ErrorCode.ANOTHER_APPLIER_RUNS,
            "another trimtab is changing this database. Nothing was changed; try again when it is"
                + " done.");
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "become the one that changes this database");
    }
  }

  /** Lets others change the database. */
  public void end() {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_unlock(%s)".formatted(APPLIER_LOCK));
    } catch (SQLException e) {
      // The lock ends with the session at the latest.
    }
  }

  /**
   * Checks what would make a change fail half way: the table is there, it is ours to change, and
   * the name is free.
   */
  public void check(Change change) {
    String sql =
        """
        SELECT pg_has_role(current_user, c.relowner, 'USAGE'), pg_get_userbyid(c.relowner),
               has_schema_privilege(current_user, c.relnamespace, 'CREATE'), current_user
        FROM pg_class c WHERE c.oid = to_regclass(?)
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, change.table().toSql());
      try (var rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new TrimtabException(
              ErrorCode.SCHEMA_CHANGED,
              "table %s is not there any more. Nothing was changed.".formatted(change.table()));
        }
        if (!rows.getBoolean(1) || !rows.getBoolean(3)) {
          throw new TrimtabException(
              ErrorCode.PRIVILEGE_MISSING,
              "role %s may not index %s, which belongs to %s. Nothing was changed; connect as %s, or: GRANT %s TO %s;"
                  .formatted(
                      rows.getString(4),
                      change.table(),
                      rows.getString(2),
                      rows.getString(2),
                      new Identifier(rows.getString(2)).toSql(),
                      new Identifier(rows.getString(4)).toSql()));
        }
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "check table " + change.table());
    }
    if (change.kind() == Change.Kind.CREATE_INDEX && findIndex(indexName(change)).isPresent()) {
      dropIfInvalid(indexName(change));
      if (findIndex(indexName(change)).isPresent()) {
        throw new TrimtabException(
            ErrorCode.NAME_TAKEN,
            "there is an index %s already. Nothing was changed; take a new snapshot."
                .formatted(change.index()));
      }
    }
  }

  /** Carries a change out. */
  public void apply(Change change) {
    execute(change, change.applySql(), change.kind() == Change.Kind.CREATE_INDEX);
    if (change.kind() == Change.Kind.CREATE_INDEX && change.applySql().contains("((")) {
      // An expression has no statistics until they are gathered.
      runOnce("ANALYZE " + change.table().toSql());
    }
  }

  /** Takes a change back; fine if it is not there any more. */
  public void takeBack(Change change) {
    boolean isBuild = change.kind() == Change.Kind.DROP_INDEX;
    boolean isThere = findIndex(indexName(change)).isPresent();
    if (isBuild != isThere) {
      execute(change, change.undoSql(), isBuild);
    }
  }

  private static TableName indexName(Change change) {
    return change.table().sibling(change.index());
  }

  private void execute(Change change, String sql, boolean isBuild) {
    boolean isPartitioned = isBuild && isPartitioned(change.table());
    Duration pause = limits.pause();
    for (int attempt = 1; ; attempt++) {
      try {
        if (isPartitioned) {
          new PartitionedBuild(connection, this::runOrThrow).build(change, sql);
        } else {
          runOrThrow(isBuild ? sql : dropSql(indexName(change)));
        }
        if (isBuild && findIndex(indexName(change)).filter(valid -> valid).isEmpty()) {
          dropIfInvalid(indexName(change));
          throw new TrimtabException(
              ErrorCode.INDEX_BUILD_LEFT_INVALID,
              "the build of %s ended without a valid index; what it left was dropped"
                  .formatted(change.index()));
        }
        return;
      } catch (SQLException e) {
        if (isBuild) {
          dropIfInvalid(indexName(change));
        }
        boolean isLock = LOCK_TIMEOUT.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
        if (!isLock) {
          throw TrimtabException.from(e, "run " + sql);
        }
        if (attempt == limits.attempts()) {
          throw lockNotAcquired(change, attempt, e);
        }
        pause(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private void pause(Duration pause) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    try {
      sleeper.sleep(Duration.ofMillis(Math.round(pause.toMillis() * factor)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrimtabException(
          ErrorCode.LOCK_NOT_ACQUIRED, "interrupted while waiting for a lock", e);
    }
  }

  private void runOnce(String sql) {
    try {
      runOrThrow(sql);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "run " + sql);
    }
  }

  private void runOrThrow(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      statement.execute("SET lock_timeout = %d".formatted(limits.lockTimeout().toMillis()));
      statement.execute(sql);
    }
  }

  /** Returns whether the index is valid; empty if there is none. */
  private Optional<Boolean> findIndex(TableName index) {
    String sql = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, index.toSql());
      try (var rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBoolean(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look for index " + index);
    }
  }

  private boolean isPartitioned(TableName table) {
    String sql = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(?)";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at table " + table);
    }
  }

  /** Drops what a failed build left; keeps trying a little, because it may need a lock itself. */
  private void dropIfInvalid(TableName index) {
    for (int attempt = 1;
        attempt <= limits.attempts() && findIndex(index).filter(valid -> !valid).isPresent();
        attempt++) {
      try {
        runOrThrow(dropSql(index));
      } catch (SQLException e) {
        if (attempt == limits.attempts()) {
          throw new TrimtabException(
              ErrorCode.INDEX_BUILD_LEFT_INVALID,
              "a failed build left the invalid index %s, and it could not be dropped. No search uses it; drop it later with: DROP INDEX CONCURRENTLY %s;"
                  .formatted(index, index.toSql()),
              e);
        }
        pause(limits.pause());
      }
    }
  }

  /** The index of a partitioned table cannot be dropped concurrently; its lock is short. */
  private String dropSql(TableName index) {
    String sql = "SELECT relkind = 'I' FROM pg_class WHERE oid = to_regclass(?)";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, index.toSql());
      try (var rows = select.executeQuery()) {
        boolean isPartitioned = rows.next() && rows.getBoolean(1);
        return "DROP INDEX %sIF EXISTS %s"
            .formatted(isPartitioned ? "" : "CONCURRENTLY ", index.toSql());
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at index " + index);
    }
  }

  private TrimtabException lockNotAcquired(Change change, int attempts, SQLException cause) {
    String who = Blockers.of(connection, change.table()).map(b -> "; " + b).orElse("");
    return new TrimtabException(
        ErrorCode.LOCK_NOT_ACQUIRED,
        "no lock on %s after %d attempts of %d ms%s. Nothing was changed; try again later."
            .formatted(change.table(), attempts, limits.lockTimeout().toMillis(), who),
        cause);
  }
}
