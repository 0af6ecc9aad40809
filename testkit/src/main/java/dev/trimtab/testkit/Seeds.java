package dev.trimtab.testkit;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs a property on many small random cases. Seeds are fixed, so a build never fails on luck; a
 * failure names its seed, and {@link #only} replays it.
 */
public final class Seeds {

  private static final int CASES = 1_000;

  private Seeds() {}

  /** Runs the property on 1,000 seeds. */
  public static void each(Consumer<RandomGenerator> property) {
    for (long seed = 0; seed < CASES; seed++) {
      only(seed, property);
    }
  }

  /** Runs the property on one seed: how a failure is replayed. */
  public static void only(long seed, Consumer<RandomGenerator> property) {
    try {
      property.accept(new SplittableRandom(seed));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("fails for seed " + seed, e);
    }
  }
}
