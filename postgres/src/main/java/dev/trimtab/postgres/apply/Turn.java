package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SqlText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The right to change a database, which one session of ours has at a time: an advisory lock (manual
 * 13.3.5). It ends with its session, so while the server still works for a process of ours that was
 * killed, nobody touches what it works on.
 */
final class Turn {

  /** Two numbers of our own: "trim" and "tab" in ASCII. */
  private static final int CLASS = 1_953_655_149;

  private static final int OBJECT = 7_627_106;

  private static final Duration INTERVAL = Duration.ofMillis(250);

  /** Enough of a statement to recognise it. */
  private static final int SHAPE_CHARS = 60;

  private static final String TAKE =
      """
      SELECT /* trimtab */ pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN false
        ELSE pg_try_advisory_lock(%d, %d) END
      """
          .formatted(CLASS, OBJECT);

  /** Of a lock with two keys the first is {@code classid}, the second {@code objid}. */
  private static final String HOLDER =
      """
      SELECT /* trimtab */ a.pid, a.usename, a.query,
             extract(epoch FROM clock_timestamp() - a.backend_start)::bigint AS age
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %d AND l.objid = %d
        AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """
          .formatted(CLASS, OBJECT);

  private final Connection connection;
  private final Applier.Sleeper sleeper;

  Turn(Connection connection, Applier.Sleeper sleeper) {
    this.connection = connection;
    this.sleeper = sleeper;
  }

  /**
   * Waits for the turn.
   *
   * @throws TrimtabException {@code STANDBY_READ_ONLY}; {@code ANOTHER_APPLIER_RUNS}, with who has
   *     it, if it does not come in time
   */
  void take(Duration patience) {
    long looks = patience.dividedBy(INTERVAL);
    for (long look = 0; !isTaken(); look++) {
      if (look >= looks) {
        throw anotherRuns(patience);
      }
      try {
        sleeper.sleep(INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw anotherRuns(patience);
      }
    }
  }

  private boolean isTaken() {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(TAKE)) {
      rows.next();
      if (rows.getBoolean(1)) {
        throw new TrimtabException(
            ErrorCode.STANDBY_READ_ONLY,
            "this server is a standby and takes no changes. Connect to the primary; nothing was"
                + " changed.");
      }
      return rows.getBoolean(2);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "become the one that changes this database");
    }
  }

  private TrimtabException anotherRuns(Duration patience) {
    return new TrimtabException(
        ErrorCode.ANOTHER_APPLIER_RUNS,
        "another trimtab is changing this database%s; waited %d s. Nothing was changed; try again when it is done, or wait for it: --wait 10m."
            .formatted(holder().map(": "::concat).orElse(""), patience.toSeconds()));
  }

  /** Who has it, and how to end a session whose process is gone where the server cannot tell. */
  private Optional<String> holder() {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(HOLDER)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      String query = Optional.ofNullable(rows.getString("query")).orElse("");
      return Optional.of(
          "pid %1$d (%2$s) since %3$d s, at \"%4$s\" (if its process is gone: SELECT pg_terminate_backend(%1$d))"
              .formatted(
                  rows.getInt("pid"),
                  rows.getString("usename"),
                  rows.getLong("age"),
                  SqlText.shape(query, SHAPE_CHARS)));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** Lets others change the database. */
  void giveBack() {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT /* trimtab */ pg_advisory_unlock(%d, %d)".formatted(CLASS, OBJECT));
    } catch (SQLException e) {
      // The lock ends with the session at the latest.
    }
  }
}
