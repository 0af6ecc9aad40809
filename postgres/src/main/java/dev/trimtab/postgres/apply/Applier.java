package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.postgres.ErrorCode;
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
 * before it begins ({@link Blockers}). While it works, a second session watches what that does to
 * others ({@link BuildLimits}).
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
   * @param turn how long to wait for another of ours that is changing the same database
   */
  public record Limits(Duration lockTimeout, int attempts, Duration pause, Duration turn) {

    /** So that the session of a process that was killed has ended ({@link OwnSession}). */
    public static final Duration TURN = Duration.ofSeconds(5);

    /** Two seconds are noticed by nobody; five attempts outlast a transaction of half a minute. */
    public static final Limits STANDARD =
        new Limits(Duration.ofSeconds(2), 5, Duration.ofSeconds(1));

    public Limits {
      if (lockTimeout.toMillis() < 1 || attempts < 1 || pause.isNegative() || turn.isNegative()) {
        throw new IllegalArgumentException(
            "need a lock timeout, at least one attempt, a pause and a wait for the turn, got %s, %d, %s, %s"
                .formatted(lockTimeout, attempts, pause, turn));
      }
    }

    public Limits(Duration lockTimeout, int attempts, Duration pause) {
      this(lockTimeout, attempts, pause, TURN);
    }

    /** Returns the same limits with another wait for the turn. */
    public Limits withTurn(Duration newTurn) {
      return new Limits(lockTimeout, attempts, pause, newTurn);
    }
  }

  /** Waits between attempts. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Connection connection;
  private final Limits limits;
  private final Sleeper sleeper;
  private final RandomGenerator random;
  private final Turn turn;
  private final Indexes indexes;
  private final IndexChange index;
  private final CountScript counts;

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
    turn = new Turn(connection, sleeper);
    indexes = new Indexes(connection);
    var pauses = new Pauses(sleeper, random);
    var blockers = new Blockers(connection, sleeper);
    index = new IndexChange(connection, limits, pauses, blockers, watch);
    counts = new CountScript(connection, limits, pauses, blockers, watch);
  }

  /** Returns the same applier, whose work is watched from another session. */
  public Applier watchedBy(BuildProgress.Watch newWatch) {
    return new Applier(connection, limits, sleeper, random, Optional.of(newWatch));
  }

  /**
   * Makes sure that this session may change the database, and is the only one of ours that does;
   * waits for another no longer than {@link Limits#turn}.
   *
   * @throws TrimtabException {@code STANDBY_READ_ONLY} or {@code ANOTHER_APPLIER_RUNS}
   */
  public void begin() {
    OwnSession.prepare(connection, limits.lockTimeout());
    turn.take(limits.turn());
  }

  /** Lets others change the database. */
  public void end() {
    turn.giveBack();
  }

  /** Returns whether the table of a change is there under the name it had then. */
  public boolean hasTable(Change change) {
    return indexes.exists(change.table());
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
    switch (change.kind()) {
      case STORED_COUNT -> counts.check(change);
      case CREATE_INDEX -> index.makeRoom(change);
      case DROP_INDEX -> {}
    }
  }

  /** Carries a change out; one of several statements is finished if it was begun before. */
  public void apply(Change change) {
    switch (change.kind()) {
      case CREATE_INDEX -> index.build(change, change.applySql());
      case DROP_INDEX -> index.drop(change);
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
   * that did not end has spoiled is built anew, unless its table is gone.
   */
  public void takeBack(Change change) {
    switch (change.kind()) {
      case CREATE_INDEX -> index.takeAway(change);
      case DROP_INDEX -> index.bringBack(change);
      case STORED_COUNT -> counts.takeBack(change);
    }
  }
}
