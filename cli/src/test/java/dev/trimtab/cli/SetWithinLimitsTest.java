package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.SetWithinLimits.Attempt;
import dev.trimtab.cli.SetWithinLimits.Footprint;
import dev.trimtab.cli.SetWithinLimits.Kept;
import dev.trimtab.cli.SetWithinLimits.Turn;
import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.core.advice.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Searches on a database that is simulated: indexes with a true log, an estimate and a gain. */
class SetWithinLimitsTest {

  private static final double LOG = 1_000_000;
  private static final IndexSet NONE = set(1_000, 0, LOG);

  /** A third as fast as without indexes, for a fifth more log. */
  private static final IndexSet REPORT = set(300, 1_000, 1.2 * LOG);

  private final List<Attempt> attempts = new ArrayList<>();

  private static IndexSet set(double hourMillis, long bytes, double log) {
    return new IndexSet("set", hourMillis, 0, bytes, log, List.of(), List.of());
  }

  /**
   * An index of the simulated database.
   *
   * @param saved milliseconds per hour
   * @param believed log per hour, bytes
   * @param log what it logs in truth
   */
  private record Candidate(double saved, double believed, double log, boolean isSlowing) {

    Candidate(double saved, double believed, double log) {
      this(saved, believed, log, false);
    }
  }

  /** Builds by the gain for what it believes, as long as the budget lasts. */
  private static final class Simulated implements SetWithinLimits.Database {
    private final Map<String, Candidate> candidates;
    private final Map<String, Candidate> built = new LinkedHashMap<>();

    Simulated(Map<String, Candidate> candidates) {
      this.candidates = candidates;
    }

    @Override
    public Turn tune(Budget budget, Set<String> except) {
      built.clear();
      double room = budget.writeOverheadMax().orElseThrow() * LOG;
      for (var candidate : candidates.entrySet()) {
        if (!except.contains(candidate.getKey()) && candidate.getValue().believed() <= room) {
          room -= candidate.getValue().believed();
          built.put(candidate.getKey(), candidate.getValue());
        }
      }
      Set<String> slowing =
          built.entrySet().stream()
              .filter(index -> index.getValue().isSlowing())
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      built.keySet().removeAll(slowing);
      return new Turn(
          built.entrySet().stream().map(e -> new Kept(e.getKey(), e.getValue().saved())).toList(),
          slowing);
    }

    @Override
    public Footprint footprint(Kept index) {
      return new Footprint(10, Objects.requireNonNull(built.get(index.name())).log());
    }

    @Override
    public void drop(Kept index) {
      assertThat(built.remove(index.name())).isNotNull();
    }

    @Override
    public IndexSet measure() {
      return set(
          NONE.hourMillis() - built.values().stream().mapToDouble(Candidate::saved).sum(),
          10L * built.size(),
          LOG + built.values().stream().mapToDouble(Candidate::log).sum());
    }
  }

  private IndexSet best(Map<String, Candidate> candidates) throws Exception {
    var byGain = new LinkedHashMap<String, Candidate>();
    candidates.entrySet().stream()
        .sorted((a, b) -> Double.compare(b.getValue().saved(), a.getValue().saved()))
        .forEach(e -> byGain.put(e.getKey(), e.getValue()));
    return new SetWithinLimits(new Simulated(byGain), NONE, REPORT, attempts::add).best();
  }

  @Test
  void takesTheFirstSetThatIsWithinAndFast() throws Exception {
    IndexSet best = best(Map.of("a", new Candidate(800, 0.1 * LOG, 0.1 * LOG)));

    assertThat(best.hourMillis()).isEqualTo(200);
    assertThat(attempts).hasSize(1);
  }

  /**
   * Logged twice what was believed. To give back "poorer" and "poor" costs 80 and is enough; "fair"
   * alone is not.
   */
  @Test
  void givesBackWhatSavedLeastForWhatHasToGo() throws Exception {
    IndexSet best =
        best(
            Map.of(
                "good", new Candidate(700, 0.05 * LOG, 0.1 * LOG),
                "fair", new Candidate(90, 0.04 * LOG, 0.08 * LOG),
                "poor", new Candidate(60, 0.05 * LOG, 0.1 * LOG),
                "poorer", new Candidate(20, 0.05 * LOG, 0.1 * LOG)));

    assertThat(best.walPerHour()).isLessThan(REPORT.walPerHour());
    assertThat(best.hourMillis()).isEqualTo(210);
    assertThat(attempts)
        .singleElement()
        .satisfies(attempt -> {
          assertThat(attempt.built().walPerHour()).isGreaterThan(REPORT.walPerHour());
          assertThat(attempt.fitted()).isEqualTo(best);
        });
  }

  /** Without what slows, the second attempt has room for what serves. */
  @Test
  void doesNotTryAgainWhatMadeAStatementSlower() throws Exception {
    IndexSet best =
        best(
            Map.of(
                "slowing", new Candidate(900, 0.35 * LOG, 0.1 * LOG, true),
                "serving", new Candidate(800, 0.15 * LOG, 0.15 * LOG)));

    assertThat(best.hourMillis()).isEqualTo(200);
    assertThat(attempts).hasSize(2);
  }

  /** Neither is fast enough, so the search goes on to its end and takes the faster. */
  @Test
  void showsTheFastestWithinWhereNoneIsFastEnough() throws Exception {
    IndexSet best = best(Map.of("a", new Candidate(500, 0.1 * LOG, 0.15 * LOG)));

    assertThat(best.hourMillis()).isEqualTo(500);
    assertThat(attempts).hasSize(5);
  }

  /** Slower than the report's, it gives nothing back; and no other can be built. */
  @Test
  void showsNoIndexAtAllWhereEveryOneIsBeyond() throws Exception {
    IndexSet best = best(Map.of("a", new Candidate(100, 0.01 * LOG, 0.9 * LOG)));

    assertThat(best.walPerHour()).isEqualTo(LOG);
    assertThat(attempts.getFirst().fitted()).isEqualTo(attempts.getFirst().built());
  }

  /** Whatever is planned, it is built, and by far too much. */
  @Test
  void callsASetThatIsNotWithinOtherwise() throws Exception {
    IndexSet best = best(Map.of("a", new Candidate(100, 0, 0.9 * LOG)));

    assertThat(best.walPerHour()).isEqualTo(1.9 * LOG);
    assertThat(best.name()).contains("nearest");
    assertThat(attempts).hasSize(5);
  }

  @Test
  void buildsOneSetWhereTheLimitLeavesNoLogAtAll() throws Exception {
    var database = new Simulated(Map.of("a", new Candidate(100, 0.1 * LOG, 0.1 * LOG)));

    IndexSet best = new SetWithinLimits(database, NONE, NONE, attempts::add).best();

    assertThat(best.walPerHour()).isEqualTo(LOG);
    assertThat(attempts).isEmpty();
  }
}
