package dev.trimtab.pool.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.pool.lane.Attention.Uses;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttentionTest {

  private static final Attention NONE =
      Attention.none(Duration.ofSeconds(2), Duration.ofMillis(200));
  private static final Uses MIXED = new Uses(9, 9, 10, 200);

  @Test
  void looksWhileSlowUsesTakeThePlacesOfQuickOnes() {
    assertThat(NONE.after(MIXED, 0, 0.9).isMixed()).isTrue();
  }

  @Test
  void looksAwayWhenAllUsesAreAlike() {
    assertThat(NONE.after(new Uses(0, 0, 10, 2_000), 0, 0.9).isMixed()).isFalse();
    assertThat(NONE.after(new Uses(10, 50, 10, 50), 0, 0.9).isMixed()).isFalse();
  }

  @Test
  void looksAwayWhenSlowUsesTakeLittle() {
    assertThat(NONE.after(new Uses(0.4, 2, 10, 2_000), 0, 0.9).isMixed()).isFalse();
  }

  @Test
  void looksAwayAMinuteAfterTheLastMixedWindow() {
    Attention attention = NONE.after(MIXED, 0, 0.9);
    int windows = 0;
    while (attention.isMixed()) {
      attention = attention.after(new Uses(0, 0, 1, 100), 0, 0.1);
      windows++;
    }
    assertThat(windows).isEqualTo(300);
  }

  @Test
  void suspectsALeakWhenConnectionsAreInUseForTooLongWithoutABreak() {
    Attention attention = NONE;
    for (int i = 0; i < 9; i++) {
      attention = attention.after(new Uses(0, 0, 1, 100), 1, 0.1);
      assertThat(attention.suspectsALeak()).isFalse();
    }
    assertThat(attention.after(new Uses(0, 0, 1, 100), 1, 0.1).suspectsALeak()).isTrue();
    assertThat(attention.after(new Uses(0, 0, 1, 100), 0, 0.1).suspectsALeak()).isFalse();
  }

  @Test
  void suspectsNoLeakInABusyPool() {
    Attention attention = NONE;
    for (int i = 0; i < 100; i++) {
      attention = attention.after(new Uses(0, 0, 1, 100), 8, 0.9);
    }
    assertThat(attention.suspectsALeak()).isFalse();
  }
}
