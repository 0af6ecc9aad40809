package dev.trimtab.scenarios;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

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

  /** Returns a random UUID (RFC 9562, version 4), the same for equal arguments. */
  public static UUID uuid(long seed, String purpose, long index) {
    var random = of(seed, purpose, index);
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /**
   * Returns a key from 1 to count, the newest tenth about as often as all others together: what is
   * new is read most.
   */
  public static int recent(int count, RandomGenerator random) {
    double age = Math.pow(random.nextDouble(), 2.3);
    return count - (int) (age * count);
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
