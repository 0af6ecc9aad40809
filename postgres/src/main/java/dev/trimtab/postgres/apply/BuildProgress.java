package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches a build from a session of its own: tells how far it is ({@code
 * pg_stat_progress_create_index}, manual 27.4.2), and cancels it when it is too much for others
 * ({@link BuildLimits}). Ends when it is closed; a look that fails never ends the build.
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

  /** Why the work was cancelled; written by the watch and read by who works. */
  private static final class Finding {
    private volatile Optional<BuildLimits.Excess> value = Optional.empty();
  }

  /**
   * How to watch builds.
   *
   * @param sleeper waits between two looks
   * @param limits when a build is cancelled
   */
  public record Watch(
      Sessions sessions, Listener listener, Applier.Sleeper sleeper, BuildLimits limits) {

    public Watch(Sessions sessions, Listener listener, Applier.Sleeper sleeper) {
      this(sessions, listener, sleeper, BuildLimits.STANDARD);
    }

    /** Returns the same watch with other limits. */
    public Watch within(BuildLimits newLimits) {
      return new Watch(sessions, listener, sleeper, newLimits);
    }

    /** Begins to watch what this session does. */
    BuildProgress begin(Connection builder) {
      try (var statement = builder.createStatement();
          var rows = statement.executeQuery("SELECT /* trimtab */ pg_backend_pid()")) {
        rows.next();
        int pid = rows.getInt(1);
        var excess = new Finding();
        Thread thread = Thread.ofVirtual().name("trimtab-progress").start(() -> look(pid, excess));
        return new BuildProgress(Optional.of(thread), excess);
      } catch (SQLException e) {
        return none();
      }
    }

    /**
     * A build that is over before the first look costs no session. A session that is lost is opened
     * again: the build goes on, and so does the watch.
     */
    private void look(int pid, Finding excess) {
      var reader = new StrainReader(pid, limits);
      try {
        while (excess.value.isEmpty() && !Thread.currentThread().isInterrupted()) {
          sleeper.sleep(INTERVAL);
          try {
            follow(pid, reader, excess);
          } catch (SQLException | TrimtabException e) {
            // Nobody is told how far it is until we get in again.
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void follow(int pid, StrainReader reader, Finding excess)
        throws SQLException, InterruptedException {
      try (var connection = sessions.open();
          var select = connection.prepareStatement(PROGRESS)) {
        select.setInt(1, pid);
        Strain atFirst = reader.read(connection);
        while (!Thread.currentThread().isInterrupted()) {
          step(select).ifPresent(listener::progress);
          Optional<BuildLimits.Excess> found = limits.exceeded(atFirst, reader.read(connection));
          if (found.isPresent()) {
            // Before it is cancelled, because then we are interrupted ourselves.
            excess.value = found;
            if (cancel(connection, pid)) {
              return;
            }
            excess.value = Optional.empty();
          }
          sleeper.sleep(INTERVAL);
        }
      }
    }

    /**
     * Our own session, and only at the work that is watched, which has no comment of ours: what we
     * ask the catalog or write to the journal a moment later is not to be cancelled.
     */
    private static boolean cancel(Connection connection, int pid) throws SQLException {
      String sql =
          """
          SELECT /* trimtab */ pg_cancel_backend(pid) FROM pg_stat_activity
          WHERE pid = ? AND state = 'active' AND query NOT LIKE '%/* trimtab */%'
          """;
      try (var select = connection.prepareStatement(sql)) {
        select.setInt(1, pid);
        try (var rows = select.executeQuery()) {
          return rows.next() && rows.getBoolean(1);
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
  private final Finding excess;

  private BuildProgress(Optional<Thread> thread, Finding excess) {
    this.thread = thread;
    this.excess = excess;
  }

  /** Returns a progress of nothing. */
  static BuildProgress none() {
    return new BuildProgress(Optional.empty(), new Finding());
  }

  /** Returns why what was watched has been cancelled, if it was; final once this is closed. */
  Optional<BuildLimits.Excess> excess() {
    return excess.value;
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
