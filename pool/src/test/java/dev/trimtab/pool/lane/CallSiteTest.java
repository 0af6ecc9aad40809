package dev.trimtab.pool.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallSiteTest {

  private static CallSite[] twiceFromOnePlace(Supplier<CallSite> place) {
    var sites = new CallSite[2];
    for (int i = 0; i < 2; i++) {
      sites[i] = place.get();
    }
    return sites;
  }

  /** Frames of the pool itself are left out, and this test is in the pool's package. */
  @Test
  void isTheSameForOnePlace() {
    CallSite[] sites = twiceFromOnePlace(CallSite::here);
    assertThat(sites[0].hash()).isEqualTo(sites[1].hash());
    assertThat(sites[0].words()).contains("  at ").doesNotContain("dev.trimtab.pool");
  }
}
