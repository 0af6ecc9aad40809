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
   *     statement
   */
  record Look(ServerLoad load, Share share) {}

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
