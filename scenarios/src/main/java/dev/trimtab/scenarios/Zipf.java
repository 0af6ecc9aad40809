package dev.trimtab.scenarios;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws ranks so that the k-th is drawn in proportion to {@code 1 / k^exponent}: few are popular,
 * most are not. Immutable.
 */
public final class Zipf {

  private final double[] cumulative;

  /**
   * @param count how many ranks, at least one
   * @param exponent 0 is uniform; words of a language are near 1
   */
  public Zipf(int count, double exponent) {
    cumulative = new double[count];
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += Math.pow(rank + 1, -exponent);
      cumulative[rank] = sum;
    }
  }

  /** Returns a rank from 0, the most popular, to {@code count - 1}. */
  public int rank(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
  }
}
