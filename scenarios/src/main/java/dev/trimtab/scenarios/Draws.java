package dev.trimtab.scenarios;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on what they are for, not on what was drawn before: each row of each
 * table has its own generator. So a value can be computed without generating the rows before it,
 * and a workload knows values of the database without asking it.
 */
public final class Draws {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /** Returns the generator of one purpose and one index. */
  public static SplittableRandom of(long seed, String purpose, long index) {
    return new SplittableRandom(hash(seed, purpose.hashCode(), index));
  }

  /** Returns 64 well mixed bits. The mixer is the finaliser of SplitMix64 (Steele et al., 2014). */
  public static long hash(long seed, long purpose, long index) {
    return mix(mix(seed + purpose * GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
