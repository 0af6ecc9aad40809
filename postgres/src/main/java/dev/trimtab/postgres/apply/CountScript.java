package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SqlStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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

  private final Connection connection;
  private final Applier.Limits limits;
  private final Consumer<Duration> pause;

  CountScript(Connection connection, Applier.Limits limits, Consumer<Duration> pause) {
    this.connection = connection;
    this.limits = limits;
    this.pause = pause;
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
      try (var statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute("SET statement_timeout = 0");
        statement.execute("SET lock_timeout = %d".formatted(limits.lockTimeout().toMillis()));
        statement.execute(sql);
        return;
      } catch (SQLException e) {
        if (!IN_THE_WAY.contains(e.getSQLState())) {
          throw TrimtabException.from(e, "keep %s in %s".formatted(change.index(), change.table()));
        }
        if (attempt == limits.attempts()) {
          throw new TrimtabException(
              ErrorCode.LOCK_NOT_ACQUIRED,
              "no lock after %d attempts of %d ms for: %s. What was begun can be finished or taken back."
                  .formatted(attempt, limits.lockTimeout().toMillis(), firstLine(sql)),
              e);
        }
        pause.accept(wait);
        wait = wait.multipliedBy(2);
      }
    }
  }

  private static String firstLine(String sql) {
    return sql.lines().findFirst().orElse("");
  }
}
