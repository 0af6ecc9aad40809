package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Builds and drops indexes, and stores counts, without standing in anybody's way.
 *
 * <p>Every statement waits for a lock no longer than {@link Limits#lockTimeout}, because who waits
 * for a lock makes everybody behind him wait, too (manual 13.3). What did not get its lock is tried
 * again, later each time. A concurrent build that failed leaves an invalid index; it is dropped
 * before the next attempt and after the last. Transactions that would make it fail are waited for
 * before it begins ({@link Blockers}).
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
  private final Blockers blockers;
  private final PartitionedBuild partitioned;
  private final CountScript counts;
  private final Optional<BuildProgress.Watch> watch;

  public Applier(Connection connection, Limits limits, Sleeper sleeper, RandomGenerator random) {
    this(connection, limits, sleeper, random, Optional.empty());
  }

  private Applier(
      Connection connection,
      Limits limits,
      Sleeper sleeper,
      RandomGenerator random,
      Optional<BuildProgress.Watch> watch) {
    this.connection = connection;
    this.limits = limits;
    this.sleeper = sleeper;
    this.random = random;
    this.watch = watch;
    blockers = new Blockers(connection, sleeper);
    partitioned = new PartitionedBuild(connection, new OneStatement());
    counts = new CountScript(connection, limits, this::pause);
  }

  /** Returns the same applier, which also tells how far a build is. */
  public Applier watchedBy(BuildProgress.Watch newWatch) {
    return new Applier(connection, limits, sleeper, random, Optional.of(newWatch));
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
                SELECT /* trimtab */ pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN false
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
      statement.execute("SELECT /* trimtab */ pg_advisory_unlock(%s)".formatted(APPLIER_LOCK));
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
        SELECT /* trimtab */ pg_has_role(current_user, c.relowner, 'USAGE'), pg_get_userbyid(c.relowner),
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
        if (rows.getBoolean(1) && !rows.getBoolean(3)) {
          throw new TrimtabException(
              ErrorCode.PRIVILEGE_MISSING,
              "role %s may not create anything in schema %s, where an index on %s would be. Nothing was changed; GRANT CREATE ON SCHEMA %s TO %s;"
                  .formatted(
                      rows.getString(4),
                      change.table().schema(),
                      change.table(),
                      change.table().schema().toSql(),
                      new Identifier(rows.getString(4)).toSql()));
        }
        if (!rows.getBoolean(1)) {
          throw new TrimtabException(
              ErrorCode.PRIVILEGE_MISSING,
              "role %s may not change %s, which belongs to %s. Nothing was changed; connect as %s, or: GRANT %s TO %s;"
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
    if (change.kind() == Change.Kind.STORED_COUNT) {
      counts.check(change);
    }
    if (change.kind() == Change.Kind.CREATE_INDEX && findIndex(indexName(change)).isPresent()) {
      dropLeftOver(change);
      if (findIndex(indexName(change)).isPresent()) {
        throw new TrimtabException(
            ErrorCode.NAME_TAKEN,
            "there is an index %s already. Nothing was changed; take a new snapshot."
                .formatted(change.index()));
      }
    }
  }

  /** Carries a change out; one of several statements is finished if it was begun before. */
  public void apply(Change change) {
    switch (change.kind()) {
      case CREATE_INDEX -> {
        execute(change, change.applySql(), true);
        if (change.applySql().contains("((")) {
          analyze(change.table());
        }
      }
      case DROP_INDEX -> execute(change, change.applySql(), false);
      case STORED_COUNT -> counts.apply(change);
    }
  }

  /**
   * Compares a stored count with a full one, for every row of its table; reads only.
   *
   * @throws TrimtabException {@code DATA_VIOLATES} if one is wrong
   */
  public void compare(Change storedCount) {
    counts.compare(storedCount);
  }

  /**
   * Takes a change back, wherever it stopped; fine if there is nothing to take back. What a drop
   * that did not end has spoiled is built anew.
   */
  public void takeBack(Change change) {
    switch (change.kind()) {
      case CREATE_INDEX -> {
        if (findIndex(indexName(change)).isPresent()) {
          execute(change, change.undoSql(), false);
        }
        dropLeftOver(change);
      }
      case DROP_INDEX -> {
        if (!findIndex(indexName(change)).orElse(false)) {
          dropLeftOver(change);
          execute(change, change.undoSql(), true);
        }
      }
      case STORED_COUNT -> counts.takeBack(change);
    }
  }

  private static TableName indexName(Change change) {
    return change.table().sibling(change.index());
  }

  private void execute(Change change, String sql, boolean isBuild) {
    Duration pause = limits.pause();
    for (int attempt = 1; ; attempt++) {
      try {
        if (isBuild) {
          int first = prepare(sql);
          build(change, sql.substring(first));
        } else {
          drop(change);
        }
        return;
      } catch (SQLException e) {
        if (isBuild) {
          dropLeftOver(change);
        }
        if (!isLock(e)) {
          throw TrimtabException.from(e, "run " + sql);
        }
        if (attempt == limits.attempts()) {
          throw lockNotAcquired(change, isBuild, e);
        }
        pause(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  /**
   * Installs the extension that an index needs, if it needs one.
   *
   * @return where the statement that builds the index begins
   */
  private int prepare(String sql) throws SQLException {
    int end = sql.startsWith("CREATE EXTENSION ") ? sql.indexOf(";\n") : -1;
    if (end < 0) {
      return 0;
    }
    try {
      runOrThrow(sql.substring(0, end));
      return end + 2;
    } catch (SQLException e) {
      if (isLock(e)) {
        throw e;
      }
      throw new TrimtabException(
          ErrorCode.EXTENSION_MISSING,
          "the index needs an extension that this role could not install (%s). Let a role with CREATE on the database run: %s;"
              .formatted(ServerMessage.of(e), sql.substring(0, end)),
          e);
    }
  }

  private static boolean isLock(SQLException e) {
    return LOCK_TIMEOUT.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
  }

  private void build(Change change, String sql) throws SQLException {
    try (var _ = watch.map(w -> w.begin(connection)).orElseGet(BuildProgress::none)) {
      if (isPartitioned(change.table())) {
        waitForOthers(change.table(), Blockers.Work.BUILD);
        partitioned.build(change, sql);
      } else {
        new OneStatement().runConcurrently(change.table(), Blockers.Work.BUILD, sql);
      }
    }
    if (findIndex(indexName(change)).filter(valid -> valid).isEmpty()) {
      dropLeftOver(change);
      throw new TrimtabException(
          ErrorCode.INDEX_BUILD_LEFT_INVALID,
          "the build of %s ended without a valid index; what it left was dropped"
              .formatted(change.index()));
    }
  }

  private void drop(Change change) throws SQLException {
    TableName index = indexName(change);
    new OneStatement().runConcurrently(change.table(), Blockers.Work.DROP, dropSql(index));
  }

  /** An expression has no statistics until they are gathered, and without them no good plan. */
  private void analyze(TableName table) {
    for (int attempt = 1; ; attempt++) {
      try {
        runOrThrow("ANALYZE " + table.toSql());
        return;
      } catch (SQLException e) {
        if (!isLock(e) || attempt == limits.attempts()) {
          throw new TrimtabException(
              ErrorCode.LOCK_NOT_ACQUIRED,
              "the index on %s is built, but ANALYZE of its expression got no lock in %d attempts"
                  .formatted(table, attempt),
              e);
        }
        pause(limits.pause());
      }
    }
  }

  /** Runs statements of any build or drop. */
  private final class OneStatement implements PartitionedBuild.Runner {

    @Override
    public void run(String sql) throws SQLException {
      runOrThrow(sql);
    }

    @Override
    public void runConcurrently(TableName table, Blockers.Work work, String sql)
        throws SQLException {
      waitForOthers(table, work);
      runOrThrow(sql);
    }
  }

  /** Fails as the statement itself would, but before it has changed anything. */
  private void waitForOthers(TableName table, Blockers.Work work) throws SQLException {
    try {
      Optional<String> who = blockers.outwait(table, work, limits.lockTimeout());
      if (who.isPresent()) {
        throw new SQLException("in the way: " + who.get(), LOCK_TIMEOUT);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static TrimtabException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TrimtabException(
        ErrorCode.LOCK_NOT_ACQUIRED, "interrupted while waiting for a lock", e);
  }

  private void pause(Duration pause) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    try {
      sleeper.sleep(Duration.ofMillis(Math.round(pause.toMillis() * factor)));
    } catch (InterruptedException e) {
      throw interrupted(e);
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
    String sql = "SELECT /* trimtab */ indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)";
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
    String sql = "SELECT /* trimtab */ relkind = 'p' FROM pg_class WHERE oid = to_regclass(?)";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, table.toSql());
      try (var rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at table " + table);
    }
  }

  /** Drops what a failed build left, on the table and on its partitions. */
  private void dropLeftOver(Change change) {
    TableName index = indexName(change);
    for (int attempt = 1; ; attempt++) {
      try {
        if (findIndex(index).filter(valid -> !valid).isPresent()) {
          drop(change);
        }
        if (isPartitioned(change.table())) {
          partitioned.dropParts(change);
        }
        return;
      } catch (SQLException e) {
        if (!isLock(e) || attempt == limits.attempts()) {
          throw leftInvalid(index, "a failed build left", e);
        }
        pause(limits.pause());
      }
    }
  }

  private static TrimtabException leftInvalid(TableName index, String how, SQLException cause) {
    return new TrimtabException(
        ErrorCode.INDEX_BUILD_LEFT_INVALID,
        "%s an invalid index, which serves no search and could not be dropped yet (%s). "
                .formatted(how, ServerMessage.of(cause))
            + "The next run tries again, or: DROP INDEX CONCURRENTLY IF EXISTS %s;"
                .formatted(index.toSql()),
        cause);
  }

  /** The index of a partitioned table cannot be dropped concurrently; its lock is short. */
  private String dropSql(TableName index) {
    String sql = "SELECT /* trimtab */ relkind = 'I' FROM pg_class WHERE oid = to_regclass(?)";
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

  private TrimtabException lockNotAcquired(Change change, boolean isBuild, SQLException cause) {
    TableName index = indexName(change);
    if (!isBuild && findIndex(index).filter(valid -> !valid).isPresent()) {
      return leftInvalid(
          index, "the drop of " + index + " began and did not end; it is now", cause);
    }
    return new TrimtabException(
        ErrorCode.LOCK_NOT_ACQUIRED,
        "no lock on %s after %d attempts of %d ms%s. Nothing was changed; try again later."
            .formatted(
                change.table(),
                limits.attempts(),
                limits.lockTimeout().toMillis(),
                whoIsThere(change, isBuild).map(who -> "; " + who).orElse("")),
        cause);
  }

  private Optional<String> whoIsThere(Change change, boolean isBuild) {
    try {
      return blockers.oldest(change.table(), isBuild ? Blockers.Work.BUILD : Blockers.Work.DROP);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
