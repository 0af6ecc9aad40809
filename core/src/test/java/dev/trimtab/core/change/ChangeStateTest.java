package dev.trimtab.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeStateTest {

  private static Set<ChangeState> reachable(ChangeState from) {
    Set<ChangeState> reached = EnumSet.of(from);
    boolean grows = true;
    while (grows) {
      grows = false;
      for (ChangeState state : EnumSet.copyOf(reached)) {
        grows |= reached.addAll(state.next());
      }
    }
    return reached;
  }

  @ParameterizedTest
  @EnumSource
  void everyStateIsReachableAndLeadsToASettledOne(ChangeState state) {
    assertThat(reachable(ChangeState.PROPOSED)).contains(state);
    assertThat(reachable(state)).anyMatch(ChangeState::isSettled);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsEverDoneTwice(ChangeState state) {
    for (ChangeState next : state.next()) {
      assertThat(reachable(next)).as("after %s", next).doesNotContain(state);
    }
  }

  /** Whatever may have touched the database can be taken back; nothing else can. */
  @Test
  void whatWasBegunCanBeTakenBack() {
    assertThat(EnumSet.allOf(ChangeState.class))
        .filteredOn(state -> state.next().contains(ChangeState.ROLLING_BACK))
        .containsExactly(ChangeState.APPLYING, ChangeState.VERIFYING, ChangeState.KEPT);
  }

  @Test
  void nothingIsAppliedThatWasNotProven() {
    assertThat(EnumSet.allOf(ChangeState.class))
        .filteredOn(state -> state.next().contains(ChangeState.APPLYING))
        .containsExactly(ChangeState.PROVEN);
  }
}
