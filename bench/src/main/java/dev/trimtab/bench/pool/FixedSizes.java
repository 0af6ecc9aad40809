package dev.trimtab.bench.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What pools of fixed sizes did, measured in rounds: every round all sizes have one short slice
 * each, and a size's figure is the mean of what it did relative to its round. A machine of which an
 * hour's second half is faster than its first does not make the size better that was measured last.
 */
final class FixedSizes {

  private final TreeMap<Integer, List<Double>> parts = new TreeMap<>();
  private double rates;
  private int rounds;

  /** A round is over. */
  void add(Map<Integer, Double> round) {
    double mean = round.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    round.forEach(
        (size, rate) -> parts.computeIfAbsent(size, _ -> new ArrayList<>()).add(rate / mean));
    rates += mean;
    rounds++;
  }

  /**
   * Returns the size that did most for certain: the one whose mean is highest when its standard
   * error is taken off, so that of sizes that do the same none wins by one lucky round.
   */
  int best() {
    return parts.keySet().stream()
        .max(Comparator.comparingDouble(size -> mean(size) - error(size)))
        .orElseThrow();
  }

  /**
   * Returns the smallest size that does a part of what the best does, the benefit of chance given:
   * a size of which the rounds do not tell that it does less counts as good. That makes it harder
   * for who is compared with it.
   */
  int smallestWith(double part) {
    double most = mean(best());
    return parts.keySet().stream()
        .filter(size -> mean(size) + error(size) >= part * most)
        .findFirst()
        .orElseThrow();
  }

  /** Returns connections given back per second by pools of a size. */
  double rate(int size) {
    return mean(size) * rates / rounds;
  }

  private double mean(int size) {
    return of(size).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The standard error of the mean; 0 after one round, which tells nothing of chance. */
  private double error(int size) {
    List<Double> all = of(size);
    if (all.size() < 2) {
      return 0;
    }
    double mean = mean(size);
    double squares = all.stream().mapToDouble(part -> (part - mean) * (part - mean)).sum();
    return Math.sqrt(squares / (all.size() - 1) / all.size());
  }

  private List<Double> of(int size) {
    return parts.getOrDefault(size, List.of());
  }

  @Override
  public String toString() {
    var words = new StringBuilder();
    for (int size : parts.keySet()) {
      words.append(
          " %d: %,.0f ±%.0f %%".formatted(size, rate(size), 100 * error(size) / mean(size)));
    }
    return words.toString().strip();
  }
}
