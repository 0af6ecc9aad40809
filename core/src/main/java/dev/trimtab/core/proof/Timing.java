package dev.trimtab.core.proof;

import java.util.List;

/**
 * How long several runs of one statement took, in milliseconds.
 *
 * @param median the middle run; of an even number, the mean of the middle two
 * @param min the fastest run
 * @param max the slowest run
 * @param runs how many runs; at least 1
 */
public record Timing(double median, double min, double max, int runs) {

  public Timing {
    if (runs < 1 || !(min >= 0) || median < min || max < median) {
      throw new IllegalArgumentException(
          "need 0 <= min <= median <= max of at least one run, got %s <= %s <= %s of %d"
              .formatted(min, median, max, runs));
    }
  }

  /** Returns the timing of runs given in milliseconds, in any order. */
  public static Timing of(List<Double> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a timing needs at least one run");
    }
    List<Double> sorted = runs.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Timing(median, sorted.getFirst(), sorted.getLast(), sorted.size());
  }
}
