package dev.trimtab.bench.stalls;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Latencies of one kind of operation in one phase. Thread-safe. */
final class Histogram {

  /** Upper ends of the bars, in milliseconds; 50 is what is promised. */
  private static final double[] ENDS = {0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  void add(long latencyNanos) {
    nanos.add(latencyNanos);
  }

  long count() {
    return nanos.size();
  }

  double maxMillis() {
    return millis(1);
  }

  /** Returns the latency that this share of the operations does not exceed. */
  double millis(double share) {
    List<Long> sorted = sorted();
    if (sorted.isEmpty()) {
      return 0;
    }
    int at = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.clamp(at, 0, sorted.size() - 1)) / 1e6;
  }

  private List<Long> sorted() {
    synchronized (nanos) {
      return nanos.stream().sorted().toList();
    }
  }

  /** Returns one line: how many operations took how long. */
  String line(String name) {
    var out = new StringBuilder("%-34s".formatted(name));
    List<Long> sorted = sorted();
    long before = 0;
    for (double end : ENDS) {
      long limit = (long) (end * TimeUnit.MILLISECONDS.toNanos(1));
      long below = sorted.stream().takeWhile(n -> n <= limit).count();
      out.append("%8d".formatted(below - before));
      before = below;
    }
    return out.append("%8d".formatted(sorted.size() - before))
        .append(
            String.format(Locale.ROOT, "%9.2f%9.2f%9.2f", millis(0.5), millis(0.999), maxMillis()))
        .toString();
  }

  static String title() {
    var out = new StringBuilder("%-34s".formatted("milliseconds up to"));
    for (double end : ENDS) {
      out.append(String.format(Locale.ROOT, "%8s", end < 1 ? "0.5" : "%.0f".formatted(end)));
    }
    return out.append("%8s%9s%9s%9s".formatted("more", "median", "99.9 %", "longest")).toString();
  }
}
