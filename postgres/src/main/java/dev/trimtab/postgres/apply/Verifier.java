package dev.trimtab.postgres.apply;

import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.explain.ExplainedPlan;
import dev.trimtab.postgres.explain.TargetSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Measures statements on the target: the same statements, the same parameters, in turn, several
 * times, first runs thrown away. What a run writes is rolled back.
 *
 * <p>Statements take turns, so that a busy moment of the machine hits all of them a little instead
 * of one of them hard.
 */
public final class Verifier {

  /**
   * How much measuring is allowed to cost.
   *
   * @param rounds runs of each statement that count, if the budget allows
   * @param budget time per statement, after which no further round of it is begun
   * @param timeout one run at the most; a statement that takes longer is counted with this time
   */
  public record Limits(int rounds, Duration budget, Duration timeout) {

    /**
     * Of nine runs a side one may be disturbed and the others still speak; half a second per
     * statement keeps a verification short.
     */
    public static final Limits STANDARD =
        new Limits(9, Duration.ofMillis(500), Duration.ofSeconds(30));

    public Limits {
      if (rounds < 1 || budget.isNegative() || timeout.toMillis() < 1) {
        throw new IllegalArgumentException(
            "need at least one round, a budget and a timeout, got %d, %s, %s"
                .formatted(rounds, budget, timeout));
      }
    }
  }

  /** With fewer runs a side, only a statement that takes twice as long is known to be slower. */
  public static final int CLOSE_RUNS_MIN = 3;

  /** A statement to be looked at closely may take so many times the budget to be run so often. */
  private static final int CLOSE_BUDGET_FACTOR = 12;

  /** {@code query_canceled}: the statement timeout. */
  private static final String CANCELED = "57014";

  private final TargetSession session;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final Map<String, Set<String>> indexes = new LinkedHashMap<>();
  private final Map<String, Double> written = new LinkedHashMap<>();

  public Verifier(TargetSession session, Limits limits, LongSupplier nanoClock) {
    this.session = session;
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /**
   * Measures statements. One that fails is left out: it may need data that is gone.
   *
   * @return per statement id its runs, each the mean of the statement's parameter values
   */
  public Map<String, Runs> measure(List<Probe> probes) {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    Map<String, Long> spent = new LinkedHashMap<>();
    Set<String> failed = new HashSet<>();
    for (int round = 0; round <= limits.rounds(); round++) {
      for (Probe probe : probes) {
        long already = spent.getOrDefault(probe.statementId(), 0L);
        if (failed.contains(probe.statementId()) || isDone(probe, round, already)) {
          continue;
        }
        long start = nanoClock.getAsLong();
        Optional<Double> millis = runOnce(probe);
        spent.merge(probe.statementId(), nanoClock.getAsLong() - start, Long::sum);
        if (millis.isEmpty()) {
          failed.add(probe.statementId());
          times.remove(probe.statementId());
        } else {
          List<Double> its = times.computeIfAbsent(probe.statementId(), _ -> new ArrayList<>());
          // The first run warms the caches; it counts only if there will be no other.
          if (round == 1) {
            its.clear();
          }
          its.add(millis.get());
        }
      }
    }
    Map<String, Runs> result = new LinkedHashMap<>();
    times.forEach((id, its) -> result.put(id, new Runs(its)));
    return result;
  }

  private boolean isDone(Probe probe, int round, long spentNanos) {
    boolean isClose = probe.isClose() && round <= CLOSE_RUNS_MIN;
    long budget = limits.budget().toNanos() * (isClose ? CLOSE_BUDGET_FACTOR : 1);
    return round > 1 && spentNanos > budget;
  }

  /**
   * Returns the shapes of a statement's plans, one per binding; runs nothing. Empty if it cannot be
   * planned.
   */
  public List<String> shapes(Probe probe) {
    var shapes = new ArrayList<String>();
    Set<String> used = new LinkedHashSet<>();
    double rows = 0;
    for (Binding binding : probe.bindings()) {
      try {
        ExplainedPlan plan = session.plan(binding);
        shapes.add(plan.shape());
        used.addAll(plan.indexNames());
        rows = Math.max(rows, plan.rowsWritten());
      } catch (SQLException e) {
        rethrowIfLost(e);
        return List.of();
      }
    }
    indexes.put(probe.statementId(), used);
    written.put(probe.statementId(), rows);
    return shapes;
  }

  /** Returns the indexes that the statement's plans used when it was planned or measured last. */
  public Set<String> indexesUsed(String statementId) {
    return indexes.getOrDefault(statementId, Set.of());
  }

  /** Returns how many rows the statement was expected to write when it was planned last. */
  public double rowsWritten(String statementId) {
    return written.getOrDefault(statementId, 0.0);
  }

  /** A statement that cannot be run is left out; without a session nothing was measured at all. */
  static void rethrowIfLost(SQLException e) {
    TrimtabException told = TrimtabException.from(e, "measure statements");
    if (told.code() == ErrorCode.CONNECTION_LOST) {
      throw told;
    }
  }

  private Optional<Double> runOnce(Probe probe) {
    double sum = 0;
    Set<String> used = new LinkedHashSet<>();
    for (Binding binding : probe.bindings()) {
      try {
        TargetSession.Run run = session.run(binding, probe.isWrite(), limits.timeout());
        sum += run.millis();
        used.addAll(run.plan().indexNames());
      } catch (SQLException e) {
        if (!CANCELED.equals(e.getSQLState())) {
          rethrowIfLost(e);
          return Optional.empty();
        }
        sum += limits.timeout().toMillis();
      }
    }
    indexes.put(probe.statementId(), used);
    return Optional.of(sum / probe.bindings().size());
  }
}
