package dev.trimtab.pool.control;

import java.util.SplittableRandom;

/** By what factor a machine is faster in a window than it usually is. */
final class Luck {

  /** Of more, chance is lost in what the machine does. */
  private static final double FEW = 30;

  private final SplittableRandom random;
  private final double spread;
  private final double memory;
  private double mood;

  private Luck(long seed, double spread, double memory) {
    random = new SplittableRandom(seed);
    this.spread = spread;
    this.memory = memory;
  }

  /** Each window is off by a little, whatever the one before was. */
  static Luck ofAQuietMachine(long seed) {
    return new Luck(seed, 0.04, 0);
  }

  /**
   * Faster and slower by a seventh, for about a second each: what thirty windows of TPC-B and of
   * point selects in a row did on two processors that belong to somebody else at times.
   */
  static Luck ofARestlessMachine(long seed) {
    return new Luck(seed, 0.14, 0.65);
  }

  double next() {
    mood = memory * mood + Math.sqrt(1 - memory * memory) * random.nextGaussian();
    return Math.max(0.1, 1 + spread * mood);
  }

  /** Returns how many come back in a window in which so many do on average. */
  long count(double mean) {
    return mean < FEW ? fewAround(mean) : Math.round(mean);
  }

  /** By Knuth's method for Poisson's law: exponential pauses until the window is over. */
  private long fewAround(double mean) {
    long count = -1;
    for (double left = mean; left >= 0; left += Math.log(1 - random.nextDouble())) {
      count++;
    }
    return count;
  }
}
