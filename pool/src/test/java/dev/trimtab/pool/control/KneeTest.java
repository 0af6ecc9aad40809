package dev.trimtab.pool.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KneeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Sums did(int connections, int perSecond) {
    return new Sums(1, SECOND, connections, 100, perSecond);
  }

  /** Sixteen processors, uses of a hundredth of a second: eight connections do half. */
  @Test
  void liesWhereFewWouldDoWhatManyDo() {
    assertThat(Knee.of(8, did(8, 800), 1_600)).isBetween(16.0, 20.0);
  }

  /** Twenty microseconds of a user's way are nothing of a hundredth of a second. */
  @Test
  void leavesRoomForUsersOnTheirWayOnlyWhereUsesAreShort() {
    assertThat(Knee.of(4, did(4, 40_000), 40_000)).isEqualTo(5);
    assertThat(Knee.of(4, did(4, 400), 400)).isEqualTo(4);
  }

  @Test
  void takesALittleLessForChance() {
    assertThat(Knee.of(4, did(4, 400), 420)).isEqualTo(4);
  }

  @Test
  void neverLiesBelowTheFewThatWereSeen() {
    assertThat(Knee.of(4, did(4, 500), 400)).isEqualTo(4);
  }

  /** Two processors have moments without work while three users are on their way. */
  @Test
  void looksAtLessThanAHandfulOnlyWhereUsesAreLong() {
    assertThat(Knee.fewest(did(10, 50_000))).isEqualTo(4);
    assertThat(Knee.fewest(did(4, 700))).isEqualTo(2);
  }

  /** Of sixty-four each is slow because of the others, which says nothing about four. */
  @Test
  void doesNotTakeACrowdForLongUses() {
    assertThat(Knee.fewest(did(64, 6_000))).isEqualTo(4);
  }
}
