package dev.trimtab.core.proof;

import java.util.List;

/**
 * What single runs of one statement took.
 *
 * @param millis in milliseconds, fastest first; at least one
 */
public record Runs(List<Double> millis) {

  /** Takes them in any order. */
  public Runs {
    if (millis.isEmpty()) {
      throw new IllegalArgumentException("nothing can be said of no run");
    }
    millis = millis.stream().sorted().toList();
  }

  /** Returns how many runs there were; at least 1. */
  public int count() {
    return millis.size();
  }

  /** Returns the middle, the extremes and the number of the runs. */
  public Timing timing() {
    return Timing.of(millis);
  }

  /** Returns the middle run. */
  public double median() {
    return timing().median();
  }

  /** Returns what the runs would have taken on a machine so many times as fast. */
  public Runs dividedBy(double factor) {
    return factor == 1 ? this : new Runs(millis.stream().map(its -> its / factor).toList());
  }
}
