package dev.trimtab.cache;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads, for so long and no longer. */
final class Waiting {

  private Waiting() {}

  static void until(String what, BooleanSupplier holds) {
    until(what, Duration.ofSeconds(10), holds);
  }

  static void until(String what, Duration max, BooleanSupplier holds) {
    long end = System.nanoTime() + max.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within %s: %s".formatted(max, what));
      }
      sleep(1);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Cache online(Cache cache) {
    try {
      until("the second level is spoken to", () -> cache.health().state() == Health.State.UP);
    } catch (AssertionError e) {
      throw new AssertionError(cache.health().toString(), e);
    }
    return cache;
  }
}
