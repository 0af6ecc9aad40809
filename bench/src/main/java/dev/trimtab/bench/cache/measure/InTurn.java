package dev.trimtab.bench.cache.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs several ways to do the same in turn, batch by batch, on one thread, so that whatever else
 * the machine does meets all of them.
 */
public final class InTurn {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private InTurn() {}

  /** One way; called once per operation with a number that grows. */
  @FunctionalInterface
  public interface Way {

    /** Does it and returns something of the result, so that nothing is optimised away. */
    Object run(int i) throws Exception;
  }

  /**
   * What one way took per operation. Of a busy machine the best batch tells most, of a network the
   * median.
   *
   * @param bestNanos of the fastest batch
   * @param medianNanos of the middle batch
   * @param highNanos of the batch that nine of ten are faster than
   * @param bytes allocated by the calling thread, of the most frugal batch
   */
  public record Cost(double bestNanos, double medianNanos, double highNanos, double bytes) {

    @Override
    public String toString() {
      return "best %,.0f ns, median %,.0f, nine of ten below %,.0f, %.0f B/op"
          .formatted(bestNanos, medianNanos, highNanos, bytes);
    }
  }

  /**
   * Measures all ways.
   *
   * @param batches of each way; the first tenth warms up and is not counted
   * @param operations in a batch
   */
  public static Costs measure(int batches, int operations, Map<String, Way> ways) throws Exception {
    var nanos = new LinkedHashMap<String, List<Double>>();
    var bytes = new LinkedHashMap<String, List<Double>>();
    int warmUp = batches / 10;
    int sink = 0;
    for (int batch = 0; batch < batches; batch++) {
      for (var entry : ways.entrySet()) {
        Way way = entry.getValue();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < operations; i++) {
          sink += System.identityHashCode(way.run(batch * operations + i)) & 1;
        }
        long took = System.nanoTime() - start;
        long more = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (batch >= warmUp) {
          add(nanos, entry.getKey(), (double) took / operations);
          add(bytes, entry.getKey(), (double) more / operations);
        }
      }
    }
    if (sink < 0) {
      throw new IllegalStateException("the sink overflowed");
    }
    var costs = new LinkedHashMap<String, Cost>();
    for (String name : ways.keySet()) {
      costs.put(
          name, cost(nanos.getOrDefault(name, List.of()), bytes.getOrDefault(name, List.of())));
    }
    return new Costs(costs);
  }

  /** What all ways took. */
  public record Costs(Map<String, Cost> byName) {

    /** Prints one line each. */
    public void print(Bars bars, String what) {
      byName.forEach((name, cost) -> bars.say("  %s, %-14s %s", what, name, cost));
    }

    /** Returns what one way took. */
    public Cost of(String name) {
      Cost cost = byName.get(name);
      if (cost == null) {
        throw new IllegalArgumentException("no way was called " + name);
      }
      return cost;
    }

    /** Returns how many times the best of another way one took in its best batch. */
    public double best(String name, String other) {
      return of(name).bestNanos() / of(other).bestNanos();
    }

    /** Returns the same of the medians. */
    public double median(String name, String other) {
      return of(name).medianNanos() / of(other).medianNanos();
    }
  }

  private static void add(Map<String, List<Double>> all, String name, double value) {
    all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private static Cost cost(List<Double> nanos, List<Double> bytes) {
    double[] sorted = sorted(nanos);
    return new Cost(
        sorted[0], sorted[sorted.length / 2], sorted[sorted.length * 9 / 10], sorted(bytes)[0]);
  }

  public static double[] sorted(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
