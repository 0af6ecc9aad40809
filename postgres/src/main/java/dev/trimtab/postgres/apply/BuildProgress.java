package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells how far an index build is, from a session of its own: {@code pg_stat_progress_create_index}
 * (manual, 27.4.2). Ends when it is closed; a look that fails ends it too, and never the build.
 */
public final class BuildProgress implements AutoCloseable {

  /** A build worth watching takes many seconds. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private static final String PROGRESS =
      """
      SELECT /* trimtab */ phase, nullif(current_locker_pid, 0) AS locker,
             CASE WHEN lockers_total > 0 THEN lockers_done
               WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
             CASE WHEN lockers_total > 0 THEN lockers_total
               WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total
      FROM pg_stat_progress_create_index WHERE pid = ?
      """;

  /**
   * Where a build stands.
   *
   * @param phase as in the manual: {@code building index: scanning table}, …
   * @param done blocks, rows or transactions waited for, whichever the phase counts
   * @param total of the same; 0 if the phase counts nothing
   * @param waitingFor process id of the transaction that it waits for
   */
  public record Step(String phase, long done, long total, Optional<Integer> waitingFor) {}

  /** Hears of steps, on a thread of the watch's. */
  @FunctionalInterface
  public interface Listener {
    void progress(Step step);
  }

  /** Opens the session that looks. */
  @FunctionalInterface
  public interface Sessions {
    Connection open() throws SQLException;
  }

  /**
   * How to watch builds.
   *
   * @param sleeper waits between two looks
   */
  public record Watch(Sessions sessions, Listener listener, Applier.Sleeper sleeper) {

    /** Begins to watch what this session builds. */
    BuildProgress begin(Connection builder) {
      try (var statement = builder.createStatement();
          var rows = statement.executeQuery("SELECT /* trimtab */ pg_backend_pid()")) {
        rows.next();
        int pid = rows.getInt(1);
        return new BuildProgress(
            Optional.of(Thread.ofVirtual().name("trimtab-progress").start(() -> look(pid))));
      } catch (SQLException e) {
        return none();
      }
    }

    /** A build that is over before the first look costs no session. */
    private void look(int pid) {
      try {
        sleeper.sleep(INTERVAL);
        follow(pid);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SQLException | TrimtabException e) {
        // Nobody is told how far it is; the build goes on.
      }
    }

    private void follow(int pid) throws SQLException, InterruptedException {
      try (var connection = sessions.open();
          var select = connection.prepareStatement(PROGRESS)) {
        select.setInt(1, pid);
        while (!Thread.currentThread().isInterrupted()) {
          step(select).ifPresent(listener::progress);
          sleeper.sleep(INTERVAL);
        }
      }
    }

    private static Optional<Step> step(PreparedStatement select) throws SQLException {
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        int locker = rows.getInt("locker");
        return Optional.of(
            new Step(
                rows.getString("phase"),
                rows.getLong("done"),
                rows.getLong("total"),
                locker == 0 ? Optional.empty() : Optional.of(locker)));
      }
    }
  }

  private final Optional<Thread> thread;

  private BuildProgress(Optional<Thread> thread) {
    this.thread = thread;
  }

  /** Returns a progress of nothing. */
  static BuildProgress none() {
    return new BuildProgress(Optional.empty());
  }

  /** Stops looking. Returns once the listener will hear no more. */
  @Override
  public void close() {
    if (thread.isEmpty()) {
      return;
    }
    thread.get().interrupt();
    try {
      thread.get().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
