package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one thread that looks after the second level: opens sessions, and checks that they hear. */
final class Keeper {

  /** Two checks in a row prove that a number was missed; a second has room for two pairs. */
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Link link;
  private final Generations generations;
  private final long isolatedMaxNanos;
  private final Thread thread;

  Keeper(String name, Link link, Generations generations, Duration isolatedMax) {
    this.link = link;
    this.generations = generations;
    this.isolatedMaxNanos = isolatedMax.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("trimtab-cache-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long isolatedSince = System.nanoTime();
    while (!link.isClosed()) {
      boolean isOnline = link.isOnline();
      try {
        look(isOnline);
      } catch (RuntimeException _) {
        // A listener that throws against its promise. There is no other thread to do this.
        pause(CHECK_NANOS);
      }
      if (isOnline) {
        isolatedSince = System.nanoTime();
      } else if (System.nanoTime() - isolatedSince > isolatedMaxNanos) {
        generations.flushLocally();
        isolatedSince = System.nanoTime();
      }
    }
  }

  private void look(boolean isOnline) {
    if (isOnline) {
      link.check();
      pause(CHECK_NANOS);
      return;
    }
    long wait = link.untilAttemptNanos();
    if (wait > 0) {
      pause(wait);
    } else {
      link.connect();
    }
  }

  private void pause(long nanos) {
    if (!link.isClosed()) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** Something changed that is better looked at now. */
  void wake() {
    LockSupport.unpark(thread);
  }

  void stop() {
    wake();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
