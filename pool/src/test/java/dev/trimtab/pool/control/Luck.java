package dev.trimtab.pool.control;

import java.util.SplittableRandom;

/** By what factor a machine is faster in a window than it usually is. */
final class Luck {

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
}
