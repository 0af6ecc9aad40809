package dev.trimtab.pool.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsualTest {

  private static final Duration WINDOW = Duration.ofMillis(200);

  /** An hour of windows. */
  private static final int HOUR = 18_000;

  private static Window window(double inUse, long returned, ServerLoad server) {
    return new Window(WINDOW, inUse, 20, returned, Optional.of(server));
  }

  private static Window waiting(long returned) {
    return window(10, returned, new ServerLoad(0, 0, 10));
  }

  private static Window computing(long returned) {
    return window(10, returned, new ServerLoad(10, 0, 0));
  }

  private static Usual of(Window window) {
    Sums sums = Sums.NONE;
    for (int i = 0; i < 10; i++) {
      sums = sums.plus(window);
    }
    return Usual.of(sums);
  }

  private static int windowsUntilOver(Usual usual, Window window) {
    int windows = 0;
    for (Usual now = usual; !now.isOver() && windows < HOUR; windows++) {
      now = now.after(window);
    }
    return windows;
  }

  /** Fifty a second come back, by chance. By ten in a window it was another load every 9 s. */
  @Test
  void takesChanceForNoOtherLoad() {
    Luck luck = Luck.ofAQuietMachine(1);
    Usual usual = of(waiting(10));
    int alarms = 0;
    for (int i = 0; i < HOUR; i++) {
      usual = usual.after(waiting(luck.count(10)));
      if (usual.isOver()) {
        alarms++;
        usual = of(waiting(10));
      }
    }
    assertThat(alarms).isLessThan(40);
  }

  @Test
  void noticesAtOnceWhatTakesAnotherTimeIfManyComeBack() {
    assertThat(windowsUntilOver(of(waiting(400)), waiting(200))).isEqualTo(2);
    assertThat(windowsUntilOver(of(waiting(400)), waiting(0))).isEqualTo(2);
    assertThat(windowsUntilOver(of(computing(400)), waiting(400))).isEqualTo(2);
  }

  @Test
  void takesAFewSecondsToNoticeIfFewComeBack() {
    assertThat(windowsUntilOver(of(waiting(10)), waiting(5))).isBetween(4, 12);
    assertThat(windowsUntilOver(of(computing(1)), waiting(1))).isEqualTo(20);
  }

  /** Users who hold connections fill a machine: nothing tells then whether they wait or compute. */
  @Test
  void takesAFullMachineForAnotherLoadOnlyIfUsesTakeAnotherTime() {
    assertThat(windowsUntilOver(of(waiting(400)), computing(350))).isEqualTo(HOUR);
    assertThat(windowsUntilOver(of(waiting(400)), computing(280))).isEqualTo(2);
  }

  /** Hardly any came back before and hardly any do now, so nothing is known of their time. */
  @Test
  void goesByWhatSessionsDoWhereNoTimeIsKnown() {
    assertThat(windowsUntilOver(of(waiting(0)), computing(0))).isEqualTo(20);
    assertThat(windowsUntilOver(of(waiting(0)), waiting(0))).isEqualTo(HOUR);
  }
}
