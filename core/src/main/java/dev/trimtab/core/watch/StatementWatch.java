package dev.trimtab.core.watch;

import dev.trimtab.core.proof.RegressionBudget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up looks at a server's counters and says which of the touched statements got slower.
 *
 * <p>Means are compared, because sums are all that counters have: by the test of Welch (1947) for
 * means of unlike spread, at a level that a day of looks every half minute does not reach by
 * chance. What statements that no change touches went through in the same time is taken out first:
 * a busy machine or a cold cache is nobody's index. The last look has to say so by itself, too: a
 * bad minute that has passed is no reason to act.
 */
public final class StatementWatch {

  /** Means of fewer executions say nothing. */
  private static final double CALLS_MIN = 20;

  /** Standard errors between two means; by chance once in 30,000 looks. */
  private static final double SURE = 4;

  /** Untouched statements that are needed to know the machine's mood. */
  private static final int CONTROLS_MIN = 3;

  private final Map<String, Counters> baseline;
  private final Set<String> touched;
  private final RegressionBudget budget;
  private final Map<String, Counters> sums = new HashMap<>();
  private Map<String, Counters> last = Map.of();
  private Map<String, Counters> latest = Map.of();
  private boolean isBegun;

  /**
   * @param baseline what was counted before the changes, by statement
   * @param touched statements that the changes are about, or have to pay for them
   */
  public StatementWatch(
      Map<String, Counters> baseline, Set<String> touched, RegressionBudget budget) {
    this.baseline = Map.copyOf(baseline);
    this.touched = Set.copyOf(touched);
    this.budget = budget;
  }

  /**
   * Takes one look. The first, and the first at a server that began anew or is another one, only
   * says where counting starts.
   *
   * @param isOtherServer whether what was counted until now was counted elsewhere
   */
  public void look(Map<String, Counters> counters, boolean isOtherServer) {
    Map<String, Counters> fresh = new HashMap<>();
    if (isBegun && !isOtherServer) {
      counters.forEach((id, now) -> {
        Counters since = now.since(last.getOrDefault(id, Counters.NONE));
        fresh.put(id, since);
        sums.merge(id, since, Counters::plus);
      });
    }
    isBegun = true;
    last = Map.copyOf(counters);
    latest = fresh;
  }

  /** Forgets what was counted until now: something was changed. */
  public void beginAnew() {
    sums.clear();
    latest = Map.of();
  }

  /** Returns how often a statement was executed since the first look. */
  public Counters sum(String statementId) {
    return sums.getOrDefault(statementId, Counters.NONE);
  }

  /** Returns touched statements that got slower beyond their budget, worst first. */
  public List<Slowdown> slowdowns() {
    double drift = drift(sums);
    double driftNow = drift(latest);
    double whole = sums.values().stream().mapToDouble(Counters::millis).sum();
    var result = new ArrayList<Slowdown>();
    for (String id : touched) {
      Counters now = sum(id);
      boolean counts = now.millis() >= budget.shareMin() * whole;
      Optional<Slowdown> slowdown = counts ? slowdown(id, now, drift) : Optional.empty();
      slowdown
          .filter(_ -> isStill(id, latest.getOrDefault(id, Counters.NONE), driftNow))
          .ifPresent(result::add);
    }
    result.sort(
        Comparator.comparingDouble((Slowdown s) -> -s.ratio())
            .thenComparing(Slowdown::statementId));
    return result;
  }

  private Optional<Slowdown> slowdown(String id, Counters now, double drift) {
    Counters before = baseline.getOrDefault(id, Counters.NONE);
    if (before.calls() < CALLS_MIN || now.calls() < CALLS_MIN || before.mean() <= 0) {
      return Optional.empty();
    }
    double mean = now.mean() / drift;
    double deviation = Math.sqrt(before.varianceOfMean() + now.varianceOfMean() / (drift * drift));
    boolean isSlower =
        mean > before.mean() * budget.slowdownMax()
            && mean - before.mean() > budget.millisMin()
            && mean - before.mean() > SURE * deviation;
    return isSlower
        ? Optional.of(new Slowdown(id, before, now, mean / before.mean()))
        : Optional.empty();
  }

  private boolean isStill(String id, Counters fresh, double drift) {
    Counters before = baseline.getOrDefault(id, Counters.NONE);
    return fresh.calls() > 0 && fresh.mean() / drift > before.mean() * budget.slowdownMax();
  }

  /** How much slower untouched statements are than before: their median; 1 if there are too few. */
  private double drift(Map<String, Counters> now) {
    List<Double> ratios =
        now.entrySet().stream()
            .filter(entry -> !touched.contains(entry.getKey()))
            .filter(entry -> entry.getValue().calls() >= CALLS_MIN)
            .filter(entry -> isKnown(entry.getKey()))
            .map(entry ->
                entry.getValue().mean()
                    / baseline.getOrDefault(entry.getKey(), Counters.NONE).mean())
            .sorted()
            .toList();
    return ratios.size() < CONTROLS_MIN ? 1 : Math.max(1, ratios.get(ratios.size() / 2));
  }

  private boolean isKnown(String id) {
    Counters before = baseline.getOrDefault(id, Counters.NONE);
    return before.calls() >= CALLS_MIN && before.mean() > 0;
  }
}
