package dev.trimtab.cache;

import java.time.Duration;

/**
 * How long a call still waits for loads of others, all of them together.
 *
 * @param end by {@link System#nanoTime}, as threads wait in real time
 */
record Patience(long end) {

  static Patience of(Duration max) {
    return new Patience(System.nanoTime() + max.toNanos());
  }

  long leftNanos() {
    return end - System.nanoTime();
  }

  boolean isOver() {
    return leftNanos() <= 0;
  }
}
