package dev.trimtab.pool.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Standing.Times WELL = times(2, 1, 2, 1);
  private static final Standing.Times SLOW_TO_USE = times(20, 1, 2, 1);
  private static final Standing.Times SLOW_TO_ANSWER = times(20, 10, 2, 1);

  private static Standing.Times times(int used, int probed, int usedElse, int probedElse) {
    return new Standing.Times(
        used * 1_000_000L, probed * 1_000_000L, usedElse * 1_000_000L, probedElse * 1_000_000L);
  }

  private static Standing good() {
    return Standing.UNKNOWN.answered(WELL, 0);
  }

  @Test
  void isGoodOnceItAnswers() {
    assertThat(Standing.UNKNOWN.isGood()).isFalse();
    assertThat(good().isGood()).isTrue();
  }

  @Test
  void isLeftWhenItTakesManyTimesAsLongAsTheFastest() {
    assertThat(good().answered(SLOW_TO_USE, SECOND).state()).isEqualTo(Standing.State.SLOW);
    assertThat(good().answered(SLOW_TO_ANSWER, SECOND).state()).isEqualTo(Standing.State.SLOW);
  }

  @Test
  void staysWhenItTakesTwiceAsLong() {
    assertThat(good().answered(times(4, 2, 2, 1), SECOND).isGood()).isTrue();
  }

  /** Nine microseconds are nine times one, and nobody's concern. */
  @Test
  void staysWhenAllAreFast() {
    assertThat(good().answered(new Standing.Times(9_000, 9_000, 1_000, 1_000), SECOND).isGood())
        .isTrue();
  }

  @Test
  void staysWhenThereIsNoOther() {
    assertThat(good().answered(times(900, 900, 0, 0), SECOND).isGood()).isTrue();
  }

  @Test
  void comesBackWhenItsProbesAreWellAgainAndAWhileHasPassed() {
    Standing slow = good().answered(SLOW_TO_ANSWER, SECOND);

    assertThat(slow.answered(SLOW_TO_ANSWER, 9 * SECOND).isGood()).isFalse();
    assertThat(slow.answered(WELL, SECOND + SECOND / 2).isGood()).isFalse();
    assertThat(slow.answered(WELL, 3 * SECOND).isGood()).isTrue();
  }

  /** One whose probes are well and whose reads are not would come and go every second. */
  @Test
  void comesBackTheLaterTheMoreOftenItWasLeft() {
    Standing standing = good();
    long now = 0;
    long awayFor = 0;
    for (int i = 0; i < 5; i++) {
      standing = standing.answered(SLOW_TO_USE, now);
      long left = now;
      while (!standing.isGood()) {
        now += SECOND / 10;
        standing = standing.answered(WELL, now);
      }
      assertThat(now - left).isGreaterThan(awayFor);
      awayFor = now - left;
    }
    assertThat(awayFor).isGreaterThan(15 * SECOND);
  }

  @Test
  void isLeftAtOnceWhenNobodyReachesIt() {
    assertThat(good().unreachable(SECOND).isGood()).isFalse();
  }
}
