package dev.trimtab.pool.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LimitControllerSimulationTest {

  private static final Bounds BOUNDS = new Bounds(2, 90);

  static Map<String, SimulatedLoad> loads() {
    Map<String, SimulatedLoad> result = new LinkedHashMap<>();
    result.put("wait 5, 500", new SimulatedLoad(500, 0, 5, 0.03, 2, 0, 0.04));
    result.put("wait 5, 50", new SimulatedLoad(50, 0, 5, 0.03, 2, 0, 0.04));
    result.put("select", new SimulatedLoad(200, 0, 0.08, 0.04, 2, 0.004, 0.04));
    result.put("aggregate", new SimulatedLoad(200, 0, 0.05, 2.8, 2, 0.004, 0.04));
    result.put("tpcb", new SimulatedLoad(200, 0, 1.0, 0.4, 2, 0.004, 0.05));
    result.put("mixed", new SimulatedLoad(200, 0, 10, 1, 2, 0.002, 0.05));
    return result;
  }

  @Test
  void look() {
    loads()
        .forEach((name, load) -> {
          for (boolean seen : new boolean[] {true, false}) {
            for (int start : new int[] {2, 10, 64}) {
              var random = new SplittableRandom(1);
              var controller = LimitController.startingAt(start, BOUNDS);
              var line = new StringBuilder();
              double done = 0;
              for (int i = 0; i < 300; i++) {
                int limit = controller.limit();
                if (i % 5 == 0 && i < 60) {
                  line.append(limit).append(' ');
                }
                if (i >= 25) {
                  done += load.rate(limit);
                }
                controller = controller.after(load.window(limit, seen, random)).next();
              }
              System.out.printf(
                  "%-12s %-5s from %d good %d best share %.3f end %d : %s%n",
                  name,
                  seen,
                  start,
                  load.smallestGood(90),
                  done / 275 / load.best(90),
                  controller.limit(),
                  line);
            }
          }
        });
    assertThat(true).isTrue();
  }
}
