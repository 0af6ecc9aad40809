package dev.trimtab.bench.cache.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what was measured and what it had to be, and remembers what was missed. */
public final class Bars {

  private final List<String> missed = new ArrayList<>();

  /** Prints a line of figures. */
  public void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  /** A figure that must not be larger than its bar. */
  public void atMost(String claim, double figure, double bar) {
    print(claim, figure <= bar, "%.3g, bar at most %.3g".formatted(figure, bar));
  }

  /** A figure that must not be smaller than its bar. */
  public void atLeast(String claim, double figure, double bar) {
    print(claim, figure >= bar, "%.3g, bar at least %.3g".formatted(figure, bar));
  }

  /** A number of things that must not be larger than its bar. */
  public void atMost(String claim, long number, long bar) {
    print(claim, number <= bar, "%,d, bar at most %,d".formatted(number, bar));
  }

  /** A number of things that must not be smaller than its bar. */
  public void atLeast(String claim, long number, long bar) {
    print(claim, number >= bar, "%,d, bar at least %,d".formatted(number, bar));
  }

  /** A claim without a figure. */
  public void holds(String claim, boolean holds) {
    print(claim, holds, "");
  }

  private void print(String claim, boolean holds, String figures) {
    say(
        "  %-9s %s%s",
        holds ? "holds:" : "MISSED:", claim, figures.isEmpty() ? "" : ": " + figures);
    if (!holds) {
      missed.add(claim);
    }
  }

  /** Prints what was missed and returns the exit code: 0 if nothing was. */
  public int finish() {
    say("%n%s", missed.isEmpty() ? "all bars hold" : missed.size() + " missed: " + missed);
    return missed.isEmpty() ? 0 : 1;
  }
}
