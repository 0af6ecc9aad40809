package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds an index, or drops it, in as many attempts as it takes, and clears away what they leave.
 */
final class IndexChange {

  /** {@code lock_not_available}, {@code deadlock_detected}, {@code query_canceled}. */
  private static final String LOCK_TIMEOUT = "55P03";

  private static final String DEADLOCK = "40P01";
  private static final String CANCELLED = "57014";

  /** In {@code CREATE INDEX} and {@code CREATE UNIQUE INDEX} the name follows. */
  private static final String CONCURRENTLY = "INDEX CONCURRENTLY ";

  private final Connection connection;
  private final Applier.Limits limits;
  private final Pauses pauses;
  private final Blockers blockers;
  private final Indexes indexes;
  private final PartitionedBuild partitioned;
  private final Optional<BuildProgress.Watch> watch;

  IndexChange(
      Connection connection,
      Applier.Limits limits,
      Pauses pauses,
      Blockers blockers,
      Optional<BuildProgress.Watch> watch) {
    this.connection = connection;
    this.limits = limits;
    this.pauses = pauses;
    this.blockers = blockers;
    this.watch = watch;
    indexes = new Indexes(connection);
    partitioned = new PartitionedBuild(connection, new OneStatement());
  }

  /** One attempt, under a watch. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws SQLException;
  }

  /**
   * Makes sure that the name is free; what a failed build left under it is dropped.
   *
   * @throws TrimtabException {@code NAME_TAKEN}
   */
  void makeRoom(Change change) {
    if (indexes.state(change) == Indexes.State.INVALID) {
      dropLeftOver(change);
    }
    if (indexes.state(change) != Indexes.State.NONE) {
      throw new TrimtabException(
          ErrorCode.NAME_TAKEN,
          "there is an index %s already. Nothing was changed; take a new snapshot."
              .formatted(change.index()));
    }
  }

  /** Builds the index that a statement of ours describes, with the extension it needs. */
  void build(Change change, String sql) {
    build(change, sql, watch);
  }

  private void build(Change change, String sql, Optional<BuildProgress.Watch> watching) {
    repeat(
        change,
        Blockers.Work.BUILD,
        () -> {
          int first = prepare(sql);
          watched(change, watching, () -> buildOnce(change, sql.substring(first)));
        });
    if (sql.contains("((")) {
      analyze(change.table());
    }
  }

  /** Drops the index; fine if it is gone. */
  void drop(Change change) {
    drop(change, watch);
  }

  private void drop(Change change, Optional<BuildProgress.Watch> its) {
    repeat(change, Blockers.Work.DROP, () -> watched(change, its, () -> dropOnce(change)));
  }

  /** Takes an index away that was built, or begun. */
  void takeAway(Change change) {
    TableName table = indexes.tableOf(change);
    Indexes.State state = indexes.state(change);
    if (state == Indexes.State.VALID || state == Indexes.State.INVALID) {
      // An index that made others suffer has to go although they suffer.
      drop(change, watch.map(w -> w.within(w.limits().forTakingBack())));
    }
    dropLeftOver(change, table);
  }

  /** Builds an index again that was dropped, or spoiled by a drop that did not end. */
  void bringBack(Change change) {
    Indexes.State state = indexes.state(change);
    if (state == Indexes.State.VALID || !indexes.exists(change.table())) {
      return;
    }
    dropLeftOver(change);
    build(change, onItsTable(change), watch.map(w -> w.within(w.limits().forTakingBack())));
  }

  /** The statement that builds it again, for the table by the name that it has now. */
  private static String onItsTable(Change change) {
    String sql = change.undoSql();
    int name = sql.indexOf(CONCURRENTLY);
    try {
      return "%s%s ON %s%s"
          .formatted(
              sql.substring(0, name + CONCURRENTLY.length()),
              change.index().toSql(),
              change.table().toSql(),
              PartitionedBuild.definition(sql));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "build index %s again".formatted(change.index()));
    }
  }

  /** Tries until it is done or has been tried often enough. */
  private void repeat(Change change, Blockers.Work work, Attempt attempt) {
    Duration pause = limits.pause();
    for (int number = 1; ; number++) {
      try {
        attempt.run();
        return;
      } catch (SQLException e) {
        if (work == Blockers.Work.BUILD) {
          dropLeftOver(change);
        }
        if (!isLock(e)) {
          throw TrimtabException.from(e, "change index " + Indexes.nameOf(change));
        }
        if (number == limits.attempts()) {
          throw lockNotAcquired(change, work, e);
        }
        pauses.pause(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  /** Runs under a watch, and says why if the watch cancelled it. */
  private void watched(Change change, Optional<BuildProgress.Watch> watching, Attempt attempt)
      throws SQLException {
    BuildProgress progress = watching.map(w -> w.begin(connection)).orElseGet(BuildProgress::none);
    try {
      attempt.run();
    } catch (SQLException e) {
      progress.close();
      if (!CANCELLED.equals(e.getSQLState()) || progress.excess().isEmpty()) {
        throw e;
      }
      BuildLimits.Excess excess = progress.excess().get();
      if (excess.canTryAgain()) {
        throw new SQLException("cancelled, because " + excess.clause(), LOCK_TIMEOUT, e);
      }
      dropLeftOver(change);
      throw new TrimtabException(
          ErrorCode.BUILD_CANCELLED,
          "work on index %s was cancelled, because %s. What it left was dropped; try again when that is over."
              .formatted(Indexes.nameOf(change), excess.clause()),
          e);
    } finally {
      progress.close();
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
      if (TrimtabException.from(e, "install an extension").isTransient()) {
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

  private void buildOnce(Change change, String sql) throws SQLException {
    if (indexes.isPartitioned(change.table())) {
      waitForOthers(change.table(), Blockers.Work.BUILD);
      partitioned.build(change, sql);
    } else {
      new OneStatement().runConcurrently(change.table(), Blockers.Work.BUILD, sql);
    }
    if (indexes.state(change) != Indexes.State.VALID) {
      dropLeftOver(change);
      throw new TrimtabException(
          ErrorCode.INDEX_BUILD_LEFT_INVALID,
          "the build of %s ended without a valid index; what it left was dropped"
              .formatted(change.index()));
    }
  }

  private void dropOnce(Change change) throws SQLException {
    new OneStatement()
        .runConcurrently(
            change.table(), Blockers.Work.DROP, indexes.dropSql(Indexes.nameOf(change)));
  }

  /** An expression has no statistics until they are gathered, and without them no good plan. */
  private void analyze(TableName table) {
    for (int attempt = 1; ; attempt++) {
      try {
        runOrThrow("ANALYZE " + table.toSql());
        return;
      } catch (SQLException e) {
        if (!isLock(e)) {
          throw TrimtabException.from(e, "gather statistics of an expression on " + table);
        }
        if (attempt == limits.attempts()) {
          throw new TrimtabException(
              ErrorCode.LOCK_NOT_ACQUIRED,
              "the index on %s is built, but ANALYZE of its expression got no lock in %d attempts"
                  .formatted(table, attempt),
              e);
        }
        pauses.pause(limits.pause());
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
      throw Pauses.interrupted(e);
    }
  }

  private void runOrThrow(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      statement.execute("SET lock_timeout = %d".formatted(limits.lockTimeout().toMillis()));
      statement.execute(sql);
    }
  }

  private void dropLeftOver(Change change) {
    dropLeftOver(change, change.table());
  }

  /** Drops what a failed build left, on the table and on its partitions. */
  private void dropLeftOver(Change change, TableName table) {
    for (int attempt = 1; ; attempt++) {
      try {
        if (indexes.state(change) == Indexes.State.INVALID) {
          dropOnce(change);
        }
        if (indexes.isPartitioned(table)) {
          partitioned.dropParts(table, change.index());
        }
        return;
      } catch (SQLException e) {
        boolean mayPass = isLock(e) || CANCELLED.equals(e.getSQLState());
        if (!mayPass || attempt == limits.attempts()) {
          throw leftInvalid(Indexes.nameOf(change), "a failed build left", e);
        }
        pauses.pause(limits.pause());
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

  private TrimtabException lockNotAcquired(Change change, Blockers.Work work, SQLException cause) {
    if (work == Blockers.Work.DROP && indexes.state(change) == Indexes.State.INVALID) {
      TableName index = Indexes.nameOf(change);
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
                whoIsThere(change, work, cause).map(who -> "; " + who).orElse("")),
        cause);
  }

  /** Who is in the way now; who has gone meanwhile is known from the last attempt. */
  private Optional<String> whoIsThere(Change change, Blockers.Work work, SQLException cause) {
    try {
      return blockers
          .oldest(change.table(), work)
          .or(() -> Optional.ofNullable(cause.getMessage()).filter(m -> m.contains("pid ")));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
