package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.pool.gate.Gate;
import org.junit.jupiter.api.Test;

class StaysTest {

  private static final double SHORT_USES_PER_SECOND = 40_000;

  private final Gate gate = new Gate(6, 1_000, System::nanoTime);
  private final Stays stays = new Stays(gate);

  /** A window of short uses, all of them cheap for this process. */
  private void window(double inside) {
    stays.after(inside, 100, SHORT_USES_PER_SECOND, 0.1);
  }

  @Test
  void letsThreadsComeBackWhereUsesAreShort() {
    window(6);

    assertThat(stays.isAllowed()).isTrue();
  }

  @Test
  void letsNobodyComeBackWhereUsesTakeLong() {
    stays.after(6, 100, 1_000, 0.1);

    assertThat(stays.isAllowed()).isFalse();
  }

  @Test
  void stopsWherePlacesAreKeptInVain() {
    window(6);
    window(3);

    assertThat(stays.isAllowed()).isFalse();
  }

  /**
   * Of sixty-four places a fifth was kept in vain, and for ten seconds after the limit was six
   * nobody was let back, which did two thirds.
   */
  @Test
  void triesAgainUnderAnotherLimit() {
    gate.limitTo(64);
    window(60);
    window(40);
    gate.limitTo(6);
    window(6);

    assertThat(stays.isAllowed()).isTrue();
  }
}
