package dev.trimtab.pool.replica;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one server again and again, on a platform thread of its own: it must run when all
 * carriers of virtual threads are taken, and one silent server must not keep it from the others.
 */
final class Watcher implements AutoCloseable {

  private final Fleet fleet;
  private final Endpoint endpoint;
  private final Probe.Opener opener;
  private final Duration every;
  private final Thread thread;
  private @Nullable Probe probe;
  private volatile boolean isStopped;

  Watcher(Fleet fleet, Endpoint endpoint, Probe.Opener opener, Duration every) {
    this.fleet = fleet;
    this.endpoint = endpoint;
    this.opener = opener;
    this.every = every;
    thread = Thread.ofPlatform().daemon().name("looks at " + endpoint.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!isStopped) {
      look();
      LockSupport.parkNanos(every.toNanos());
    }
    close(probe);
  }

  private void look() {
    try {
      Probe open = probe;
      if (open == null) {
        open = new Probe(opener);
        probe = open;
        // The first answer of a connection takes longer, which says nothing of the server.
        open.ask();
      }
      fleet.answered(endpoint, open.ask());
    } catch (SQLException | RuntimeException e) {
      close(probe);
      probe = null;
      fleet.unreachable(endpoint, String.valueOf(e.getMessage()));
    }
  }

  private static void close(@Nullable Probe probe) {
    try {
      if (probe != null) {
        probe.close();
      }
    } catch (SQLException e) {
      // It was of no use any more; that is why it is closed.
      return;
    }
  }

  @Override
  public void close() {
    isStopped = true;
    LockSupport.unpark(thread);
  }
}
