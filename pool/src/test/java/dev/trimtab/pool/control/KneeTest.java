package dev.trimtab.pool.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KneeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Sums did(int connections, int perSecond) {
    return sums(connections, perSecond, new ServerLoad(connections, 0, 0));
  }

  private static Sums waited(int connections, int perSecond) {
    return sums(connections, perSecond, new ServerLoad(0, 0, connections));
  }

  private static Sums sums(int connections, int perSecond, ServerLoad server) {
    return new Sums(1, SECOND, connections, 100, perSecond, Optional.of(server));
  }

  /** Sixteen processors, uses of a hundredth of a second: eight connections do half. */
  @Test
  void liesWhereFewWouldDoWhatManyDo() {
    assertThat(Knee.of(8, did(8, 800), 1_600)).isBetween(16.0, 19.0);
  }

  /** Users who hold a connection for five milliseconds: at the crossing seventy did nine tenths. */
  @Test
  void leavesMoreRoomWhereTheFewWait() {
    assertThat(Knee.of(13, waited(13, 2_400), 12_000)).isBetween(95.0, 100.0);
    assertThat(Knee.of(13, did(13, 2_400), 12_000)).isLessThan(85);
  }

  @Test
  void takesALittleLessForChance() {
    assertThat(Knee.of(4, did(4, 400), 420)).isEqualTo(4);
  }

  @Test
  void neverLiesBelowTheFewThatWereSeen() {
    assertThat(Knee.of(4, did(4, 500), 400)).isEqualTo(4);
  }

  /** Aggregates on two processors: two connections did 0.85 of what three and four did. */
  @Test
  void isNeverLessThanAHandful() {
    assertThat(Knee.of(2, did(2, 930), 1_100)).isEqualTo(4);
  }
}
