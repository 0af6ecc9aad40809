package dev.trimtab.pool.server;

import dev.trimtab.pool.control.ServerLoad;
import java.sql.SQLException;
import java.util.Optional;

/** Looks at the server from outside the pool. Used by one thread. */
public interface ServerView extends AutoCloseable {

  /** What is seen where nobody can look. */
  ServerView BLIND =
      new ServerView() {
        @Override
        public Optional<Look> look() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /**
   * One look.
   *
   * @param load what the sessions of this pool do; {@code parked} only those that wait within a
   *     statement; nothing where they cannot be told from others
   * @param resting sessions of this pool that have had nothing to do for longer than it takes to
   *     send the next statement; those that rest in the pool are among them
   * @param share of this instance; nothing where instances cannot be counted
   * @param words what share means, for people
   */
  record Look(Optional<ServerLoad> load, int resting, Optional<Share> share, String words) {

    /** What is seen through a pooler: that somebody answers. */
    static Look ofAnswer(String words) {
      return new Look(Optional.empty(), 0, Optional.empty(), words);
    }
  }

  /** Returns what the sessions of this pool do now; nothing if the server could not be asked. */
  Optional<Look> look();

  /** Returns why the last look failed; nothing if it did not, or if none was tried. */
  default Optional<SQLException> failure() {
    return Optional.empty();
  }

  /** Ends the looking, and throws nothing. */
  @Override
  void close();
}
