package dev.trimtab.postgres.apply;

import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.observe.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is in the way of an index: {@code pg_locks} and {@code pg_stat_activity}.
 *
 * <p>A concurrent build or drop waits for every transaction that may still see the index otherwise
 * (manual, CREATE INDEX, "Building Indexes Concurrently"): a build for those that write to the
 * table and those with an older snapshot, a drop for all that use the table. If it gives up while
 * it waits, it leaves an invalid index, and to drop that it would have to wait for the same
 * transactions; a drop that gives up even spoils an index that was good. So they are waited for
 * <em>before</em> the statement begins, when giving up still leaves everything as it was.
 */
final class Blockers {

  /** Looks per wait: often enough to begin soon, rarely enough to be no load. */
  private static final int LOOKS = 20;

  /** Enough of a statement to recognise it. */
  private static final int SHAPE_CHARS = 80;

  /**
   * Transactions in the way, oldest first. A snapshot counts by its {@code xmin}, so that a session
   * that goes on with a newer one is no longer the same row.
   */
  private static final String IN_THE_WAY =
      """
      SELECT /* trimtab */ a.pid, a.usename, a.state, a.query, l.mode,
             extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS age,
             concat_ws(' ', a.pid, a.xact_start,
               CASE WHEN l.pid IS NULL THEN a.backend_xmin END) AS identity
      FROM pg_stat_activity a
      LEFT JOIN (
        SELECT pid, max(mode) AS mode FROM pg_locks
        WHERE locktype = 'relation' AND granted
          AND (mode NOT IN ('AccessShareLock', 'RowShareLock') OR ?)
          AND relation IN (
            SELECT to_regclass(?) UNION
            SELECT relid FROM pg_partition_tree(to_regclass(?)) UNION
            SELECT conrelid FROM pg_constraint
            WHERE ? AND contype = 'f' AND confrelid = to_regclass(?))
        GROUP BY pid) l ON l.pid = a.pid
      WHERE a.pid <> pg_backend_pid() AND a.datname = current_database()
        AND (l.pid IS NOT NULL
          OR ? AND a.backend_xmin IS NOT NULL AND a.backend_type NOT LIKE 'autovacuum%')
      ORDER BY l.pid IS NULL, a.xact_start
      """;

  /** What is about to be done, and so who has to be waited for. */
  enum Work {
    BUILD,
    DROP,
    /** A stored count needs locks on the parent and on the child that refers to it. */
    COUNT
  }

  private final Connection connection;
  private final Applier.Sleeper sleeper;

  Blockers(Connection connection, Applier.Sleeper sleeper) {
    this.connection = connection;
    this.sleeper = sleeper;
  }

  /** Someone in the way: a value that stays the same as long as he is, and a clause about him. */
  private record Blocker(String identity, String clause) {}

  /**
   * Waits until everybody who is in the way now is gone. Who comes later is young, and the
   * statement itself waits for him.
   *
   * @return empty once they are gone; otherwise a clause that names the oldest
   */
  Optional<String> outwait(TableName table, Work work, Duration patience)
      throws SQLException, InterruptedException {
    Set<String> waitedFor = new HashSet<>();
    look(table, work, blocker -> waitedFor.add(blocker.identity()));
    for (int i = 0; i < LOOKS && !waitedFor.isEmpty(); i++) {
      sleeper.sleep(patience.dividedBy(LOOKS));
      Set<String> here = new HashSet<>();
      look(table, work, blocker -> here.add(blocker.identity()));
      waitedFor.retainAll(here);
    }
    return waitedFor.isEmpty() ? Optional.empty() : Optional.of(oldest(table, work).orElse(""));
  }

  /** Returns a clause that names the oldest transaction in the way, if there is one. */
  Optional<String> oldest(TableName table, Work work) throws SQLException {
    var clauses = new ArrayList<String>();
    look(table, work, blocker -> clauses.add(blocker.clause()));
    return clauses.stream().findFirst();
  }

  private void look(TableName table, Work work, Consumer<Blocker> out) throws SQLException {
    try (var select = connection.prepareStatement(IN_THE_WAY)) {
      select.setBoolean(1, work != Work.BUILD);
      select.setString(2, table.toSql());
      select.setString(3, table.toSql());
      select.setBoolean(4, work == Work.COUNT);
      select.setString(5, table.toSql());
      select.setBoolean(6, work == Work.BUILD);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          out.accept(new Blocker(rows.getString("identity"), clause(rows)));
        }
      }
    }
  }

  private static String clause(ResultSet row) throws SQLException {
    String mode = row.getString("mode");
    String query = Optional.ofNullable(row.getString("query")).orElse("");
    return "pid %d (%s, %s) %s in a transaction open for %d s; its last statement is %s"
        .formatted(
            row.getInt("pid"),
            row.getString("usename"),
            row.getString("state"),
            mode == null ? "keeps an old snapshot" : "holds " + mode,
            row.getLong("age"),
            query.isEmpty() ? "hidden" : "\"" + SqlText.shape(query, SHAPE_CHARS) + "\"");
  }
}
