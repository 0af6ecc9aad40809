package dev.trimtab.batch.load;

import java.time.Duration;

/**
 * How far loads wait for each other.
 *
 * @param keysMax keys of one statement; an array of more makes the statement slower than two
 * @param tasksMax pieces of code at work at once; each is a virtual thread and holds what it has
 *     loaded
 * @param window how long a load waits for others that are busy with something else. When all wait,
 *     nobody waits longer
 */
public record LoadLimits(int keysMax, int tasksMax, Duration window) {

  private static final Duration WINDOW_MAX = Duration.ofNanos(Long.MAX_VALUE);

  public static final LoadLimits STANDARD = new LoadLimits(10_000, 10_000, Duration.ofMillis(2));

  public LoadLimits {
    if (keysMax < 1 || tasksMax < 1 || window.isNegative() || window.compareTo(WINDOW_MAX) > 0) {
      throw new IllegalArgumentException(
          "need a key, a task and a window from 0 to 292 years, got %d, %d, %s"
              .formatted(keysMax, tasksMax, window));
    }
  }
}
