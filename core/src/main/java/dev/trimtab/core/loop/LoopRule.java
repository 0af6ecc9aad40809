package dev.trimtab.core.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds N+1 loops in the ups and downs of counters, where the application cannot be touched.
 *
 * <p>Before: in each short interval a statement is executed as often as another one returned rows.
 * <br>
 * After: the loop, to be joined or asked for with {@code = ANY}.
 *
 * <p>Two statements that have nothing to do with each other go up and down together when the load
 * does, and one pair among many then has the right slope by chance. What chance cannot do is to be
 * exact: two independent streams of events differ by the square root of their number, as Poisson
 * counts do, and a loop and its parent by the few rows that are under way when the counters are
 * read. So a pair must also be much closer than chance would leave it.
 *
 * <p>Silent where the parent returns one row a call (a pair of statements that belong together, or
 * a look-up in two steps), and where too little happened to tell.
 */
public final class LoopRule {

  /** Fewer intervals draw a line through anything. */
  public static final int INTERVALS_MIN = 8;

  /** A loop over less is not worth a word. */
  private static final double ROWS_PER_CALL_MIN = 2;

  private static final double SLOPE_MIN = 0.9;
  private static final double SLOPE_MAX = 1.1;
  private static final double FIT_MIN = 0.95;

  /** Of the difference that chance leaves, a loop may have so much: rows under way. */
  private static final double CHANCE_MAX = 0.25;

  /** With fewer executions of the child in all, chance and loop leave the same difference. */
  private static final double CALLS_MIN = 200;

  /**
   * Returns the loops, those with the largest share of the time first.
   *
   * @param deltas per interval what was counted of each statement, by id; a statement that was not
   *     executed in an interval may be absent
   * @param interval length of each, some seconds
   */
  public List<StatementLoop> apply(List<Map<String, RowCounters>> deltas, Duration interval) {
    if (deltas.size() < INTERVALS_MIN) {
      return List.of();
    }
    List<Series> all = series(deltas);
    double millis = all.stream().mapToDouble(its -> its.sum().millis()).sum();
    double hours = deltas.size() * interval.toNanos() / 3.6e12;
    var loops = new ArrayList<StatementLoop>();
    for (Series child : all) {
      if (child.sum().calls() >= CALLS_MIN) {
        closest(child, all).map(pair -> loop(pair, millis, hours)).ifPresent(loops::add);
      }
    }
    loops.sort(
        Comparator.comparingDouble(StatementLoop::childShare)
            .reversed()
            .thenComparing(StatementLoop::child));
    return loops;
  }

  /** What was counted of one statement, interval by interval. */
  private record Series(String id, RowCounters sum, List<RowCounters> intervals) {

    double rowsPerCall() {
      return sum.calls() == 0 ? 0 : sum.rows() / sum.calls();
    }

    double[] calls() {
      return intervals.stream().mapToDouble(RowCounters::calls).toArray();
    }

    double[] rows() {
      return intervals.stream().mapToDouble(RowCounters::rows).toArray();
    }
  }

  /** In the order of ids, so that the answer depends on nothing else. */
  private static List<Series> series(List<Map<String, RowCounters>> deltas) {
    Map<String, RowCounters> sums = new TreeMap<>();
    deltas.forEach(delta -> delta.forEach((id, its) -> sums.merge(id, its, RowCounters::plus)));
    return sums.entrySet().stream()
        .map(e ->
            new Series(
                e.getKey(),
                e.getValue(),
                deltas.stream().map(d -> d.getOrDefault(e.getKey(), RowCounters.NONE)).toList()))
        .toList();
  }

  private record Pair(Series parent, Series child, double slope, double fit, double ofChance) {}

  /** Of several parents that fit, the one the child follows most exactly. */
  private static Optional<Pair> closest(Series child, List<Series> all) {
    return all.stream()
        .filter(parent -> !parent.id().equals(child.id()))
        .filter(parent -> isNear(parent.sum().rows(), child.sum().calls()))
        .filter(parent -> parent.rowsPerCall() >= ROWS_PER_CALL_MIN)
        .map(parent -> pair(parent, child))
        .filter(LoopRule::isLoop)
        .min(Comparator.comparingDouble(Pair::ofChance).thenComparing(p -> p.parent().id()));
  }

  /** Sums that differ by more than the slope may cannot have such a slope; most pairs end here. */
  private static boolean isNear(double rows, double calls) {
    return calls >= SLOPE_MIN * SLOPE_MIN * rows && calls <= SLOPE_MAX * SLOPE_MAX * rows;
  }

  private static boolean isLoop(Pair pair) {
    return pair.slope() >= SLOPE_MIN
        && pair.slope() <= SLOPE_MAX
        && pair.fit() >= FIT_MIN
        && pair.ofChance() <= CHANCE_MAX;
  }

  /** Least squares of the child's calls on the parent's rows, and how far from chance they are. */
  private static Pair pair(Series parent, Series child) {
    double[] rows = parent.rows();
    double[] calls = child.calls();
    int n = rows.length;
    double meanRows = mean(rows);
    double meanCalls = mean(calls);
    double rr = 0;
    double rc = 0;
    double cc = 0;
    double difference = 0;
    double chance = 0;
    for (int i = 0; i < n; i++) {
      double r = rows[i] - meanRows;
      double c = calls[i] - meanCalls;
      rr += r * r;
      rc += r * c;
      cc += c * c;
      difference += (calls[i] - rows[i]) * (calls[i] - rows[i]);
      // Rows come in lots of a call's, so their number varies so many times more than that of
      // calls.
      chance += calls[i] + parent.rowsPerCall() * rows[i];
    }
    double slope = rr == 0 ? 0 : rc / rr;
    double fit = rr == 0 || cc == 0 ? 0 : rc * rc / (rr * cc);
    return new Pair(parent, child, slope, fit, chance == 0 ? 1 : difference / chance);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static StatementLoop loop(Pair pair, double millis, double hours) {
    RowCounters child = pair.child().sum();
    return new StatementLoop(
        pair.parent().id(),
        pair.child().id(),
        pair.slope(),
        pair.fit(),
        pair.parent().rowsPerCall(),
        child.calls() / hours,
        millis == 0 ? 0 : child.millis() / millis);
  }
}
