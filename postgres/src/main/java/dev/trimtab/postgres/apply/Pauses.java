package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between attempts, never quite as long as the others who wait for the same. */
final class Pauses {

  /** Part of a pause by which it may be longer or shorter. */
  private static final double JITTER = 0.25;

  private final Applier.Sleeper sleeper;
  private final RandomGenerator random;

  Pauses(Applier.Sleeper sleeper, RandomGenerator random) {
    this.sleeper = sleeper;
    this.random = random;
  }

  void pause(Duration pause) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    try {
      sleeper.sleep(Duration.ofMillis(Math.round(pause.toMillis() * factor)));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static TrimtabException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TrimtabException(
        ErrorCode.LOCK_NOT_ACQUIRED, "interrupted while waiting for a lock", e);
  }
}
