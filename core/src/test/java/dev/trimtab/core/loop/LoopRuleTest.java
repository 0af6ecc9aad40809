package dev.trimtab.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LoopRuleTest {

  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int INTERVALS = 30;

  private final LoopRule rule = new LoopRule();
  private final List<Map<String, RowCounters>> deltas = new ArrayList<>();

  LoopRuleTest() {
    for (int i = 0; i < INTERVALS; i++) {
      deltas.add(new HashMap<>());
    }
  }

  /** Events of a stream of its own: independent of all others but for the load they share. */
  private static int poisson(RandomGenerator random, double mean) {
    // A normal distribution is near enough for means as large as these (Knuth, TAOCP 2, 3.4.1).
    return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
  }

  /** How busy the application is, drifting by a third up and down. */
  private static double load(int interval) {
    return 1 + 0.35 * Math.sin(interval / 4.0);
  }

  private void loop(RandomGenerator random, String name, double callsPerInterval, int rowsPerCall) {
    double underWay = 0;
    for (int i = 0; i < INTERVALS; i++) {
      int calls = poisson(random, callsPerInterval * load(i));
      double rows = calls * (double) rowsPerCall;
      // Four clients are somewhere in their loops when the counters are read.
      double still = 4 * random.nextDouble() * rowsPerCall;
      double children = Math.max(0, rows + underWay - still);
      underWay = still;
      deltas.get(i).put(name, new RowCounters(calls, rows, calls));
      deltas.get(i).put(name + " child", new RowCounters(children, 3 * children, children));
    }
  }

  private void alone(
      RandomGenerator random, String name, double callsPerInterval, int rowsPerCall) {
    for (int i = 0; i < INTERVALS; i++) {
      int calls = poisson(random, callsPerInterval * load(i));
      deltas.get(i).put(name, new RowCounters(calls, calls * (double) rowsPerCall, calls));
    }
  }

  @Test
  void findsTheStatementInTheLoopAndItsParent() {
    Seeds.each(random -> {
      deltas.forEach(Map::clear);
      loop(random, "orders", 100, 20);

      assertThat(rule.apply(deltas, INTERVAL))
          .singleElement()
          .satisfies(found -> {
            assertThat(found.parent()).isEqualTo("orders");
            assertThat(found.child()).isEqualTo("orders child");
            assertThat(found.rowsPerCall()).isEqualTo(20);
            assertThat(found.callsPerHour()).isBetween(3_000_000.0, 4_000_000.0);
          });
    });
  }

  /** As often as the other returns rows, and with the same load: only chance tells them apart. */
  @Test
  void isSilentOnTwoThatOnlyRiseAndFallTogether() {
    Seeds.each(random -> {
      deltas.forEach(Map::clear);
      alone(random, "list", 100, 10);
      alone(random, "lookup", 1_000, 1);

      assertThat(rule.apply(deltas, INTERVAL)).isEmpty();
    });
  }

  @Test
  void isSilentOnAPairThatBelongsTogether() {
    Seeds.each(random -> {
      deltas.forEach(Map::clear);
      loop(random, "session", 500, 1);

      assertThat(rule.apply(deltas, INTERVAL)).isEmpty();
    });
  }

  @Test
  void isSilentWhereTooLittleHappens() {
    Seeds.each(random -> {
      deltas.forEach(Map::clear);
      loop(random, "report", 0.5, 10);

      assertThat(rule.apply(deltas, INTERVAL)).isEmpty();
    });
  }

  @Test
  void isSilentAfterTooFewLooks() {
    Seeds.only(1, random -> loop(random, "orders", 100, 20));

    assertThat(rule.apply(deltas.subList(0, 5), INTERVAL)).isEmpty();
  }

  @Test
  void readsWhatWasCountedSinceAReset() {
    var before = new RowCounters(100, 200, 30);

    assertThat(new RowCounters(150, 300, 40).since(before)).isEqualTo(new RowCounters(50, 100, 10));
    assertThat(new RowCounters(7, 14, 2).since(before)).isEqualTo(new RowCounters(7, 14, 2));
  }
}
