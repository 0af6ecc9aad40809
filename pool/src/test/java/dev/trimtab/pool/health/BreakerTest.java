package dev.trimtab.pool.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.pool.health.Breaker.State;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Breaker OPEN = Breaker.CLOSED.failed(false).failed(false);

  @Test
  void opensAtTheSecondFailureInARow() {
    assertThat(Breaker.CLOSED.failed(false).state()).isEqualTo(State.CLOSED);
    assertThat(OPEN.state()).isEqualTo(State.OPEN);
  }

  @Test
  void staysClosedWhenAnAnswerCameBetweenTwoFailures() {
    assertThat(Breaker.CLOSED.failed(false).answered().failed(false).state())
        .isEqualTo(State.CLOSED);
  }

  /** A server with no place for the one that looks serves its users all the same. */
  @Test
  void staysClosedWhileUsersAreServed() {
    assertThat(Breaker.CLOSED.failed(true).failed(true).failed(true).state())
        .isEqualTo(State.CLOSED);
  }

  @Test
  void letsMoreInEveryWindowAfterItIsBack() {
    Breaker breaker = OPEN.answered();
    int last = 0;
    while (breaker.state() == State.HALF_OPEN) {
      assertThat(breaker.of(50)).isGreaterThanOrEqualTo(last);
      last = breaker.of(50);
      breaker = breaker.answered();
    }
    assertThat(OPEN.answered().of(50)).isEqualTo(1);
    assertThat(last).isEqualTo(50);
    assertThat(breaker).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void opensAtTheFirstFailureOfOneThatIsHardlyBack() {
    assertThat(OPEN.answered().failed(false).state()).isEqualTo(State.OPEN);
  }
}
