package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SqlStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the script of a stored count: each statement by itself, under the lock timeout, tried again
 * when it did not get its lock. The statements say themselves what is there already, so a script
 * that stopped half way is run again from its beginning.
 *
 * <p>Each needs at most one lock that others notice, and holds it for an instant; only the backfill
 * and the comparison read rows.
 */
final class CountScript {

  /**
   * {@code lock_not_available}, {@code deadlock_detected}, {@code serialization_failure}: somebody
   * was in the way, and may be gone.
   */
  private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01", "40001");

  private static final String CANCELLED = "57014";

  private final Connection connection;
  private final Applier.Limits limits;
  private final Pauses pauses;
  private final Blockers blockers;
  private final Optional<BuildProgress.Watch> watch;

  CountScript(
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
  }

  /** Asks whether the count can be stored; the first statement does, and changes nothing. */
  void check(Change change) {
    run(change, SqlStatements.of(change.applySql()).getFirst());
  }

  /** Makes the count, or finishes making it. */
  void apply(Change change) {
    SqlStatements.of(change.applySql()).forEach(statement -> run(change, statement));
  }

  /** Takes the count away, whatever there is of it. */
  void takeBack(Change change) {
    SqlStatements.of(change.undoSql()).forEach(statement -> run(change, statement));
  }

  /**
   * Compares every stored count with a full one; the last block of the script does.
   *
   * @throws TrimtabException {@code DATA_VIOLATES} if one is wrong, with how many are
   */
  void compare(Change change) {
    List<String> blocks =
        SqlStatements.of(change.applySql()).stream()
            .filter(statement -> statement.startsWith("DO "))
            .toList();
    run(change, blocks.getLast());
  }

  private void run(Change change, String sql) {
    Duration wait = limits.pause();
    for (int attempt = 1; ; attempt++) {
      BuildProgress progress = watch.map(w -> w.begin(connection)).orElseGet(BuildProgress::none);
      try {
        runOnce(sql);
        return;
      } catch (SQLException e) {
        progress.close();
        if (!IN_THE_WAY.contains(e.getSQLState()) && !isOurs(e, progress)) {
          throw TrimtabException.from(e, "keep %s in %s".formatted(change.index(), change.table()));
        }
        if (attempt == limits.attempts()) {
          throw givenUp(change, sql, progress, e);
        }
        pauses.pause(wait);
        wait = wait.multipliedBy(2);
      } finally {
        progress.close();
      }
    }
  }

  private void runOnce(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("SET statement_timeout = 0");
      statement.execute("SET lock_timeout = %d".formatted(limits.lockTimeout().toMillis()));
      statement.execute(sql);
    }
  }

  /** Every statement can be run again, so what the watch has cancelled is. */
  private static boolean isOurs(SQLException e, BuildProgress progress) {
    return CANCELLED.equals(e.getSQLState()) && progress.excess().isPresent();
  }

  private TrimtabException givenUp(
      Change change, String sql, BuildProgress progress, SQLException cause) {
    String what =
        "for: %s. What was begun can be finished or taken back.".formatted(firstLine(sql));
    if (isOurs(cause, progress)) {
      return new TrimtabException(
          ErrorCode.BUILD_CANCELLED,
          "cancelled %d times, because %s; %s"
              .formatted(
                  limits.attempts(),
                  progress.excess().map(BuildLimits.Excess::clause).orElse(""),
                  what),
          cause);
    }
    return new TrimtabException(
        ErrorCode.LOCK_NOT_ACQUIRED,
        "no lock after %d attempts of %d ms%s; %s"
            .formatted(
                limits.attempts(),
                limits.lockTimeout().toMillis(),
                whoIsThere(change).map("; "::concat).orElse(""),
                what),
        cause);
  }

  private Optional<String> whoIsThere(Change change) {
    try {
      return blockers.oldest(change.table(), Blockers.Work.COUNT);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private static String firstLine(String sql) {
    return sql.lines().findFirst().orElse("");
  }
}
